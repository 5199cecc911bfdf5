#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVD R15, R6
	MOVD $175, R1; MOVD $2, R2; MOVD $·everySignal(SB), R3; MOVD $0, R4; MOVD $8, R5
	SYSCALL // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVD $·g(SB), g
	SUB $24, R15; MOVD $0, 0(R15); MOVD R6, 8(R15); MOVD R2, 16(R15)
	BL ·start(SB); UNDEF // it does not return

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8
	MOVD $120, R1; MOVD $0, R2; MOVD $0x4111, R3
	SYSCALL // clone(NULL, CLONE_VM|CLONE_VFORK|SIGCHLD)
	MOVD R2, pid+0(FP); RET
