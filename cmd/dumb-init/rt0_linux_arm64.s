#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVD RSP, R19
	MOVD $135, R8; MOVD $2, R0; MOVD $·everySignal(SB), R1; MOVD $0, R2; MOVD $8, R3
	SVC // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVD $·g(SB), g
	SUB $32, RSP; MOVD R19, 8(RSP); MOVD R0, 16(RSP)
	BL ·start(SB); BRK // it does not return

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8
	MOVD $220, R8; MOVD $0x4111, R0; MOVD $0, R1
	SVC // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	MOVD R0, pid+0(FP); RET
