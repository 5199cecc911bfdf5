#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVW R13, R4
	MOVW $175, R7; MOVW $2, R0; MOVW $·everySignal(SB), R1; MOVW $0, R2; MOVW $8, R3
	SWI $0 // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVW $·g(SB), g
	SUB $16, R13; MOVW R4, 4(R13); MOVW R0, 8(R13)
	BL ·start(SB); WORD $0xe7f000f0 // it does not return

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-4
	MOVW $120, R7; MOVW $0x4111, R0; MOVW $0, R1
	SWI $0 // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	MOVW R0, pid+0(FP); RET
