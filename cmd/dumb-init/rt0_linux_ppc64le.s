#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVD R1, R14
	MOVD $2, R3; MOVD $·everySignal(SB), R4; MOVD $0, R5; MOVD $8, R6
	SYSCALL $174 // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8); R0 is zero now, as Go code takes it to be
	BVC ok; NEG R3 // an error is positive here
ok:
	MOVD $·g(SB), g
	ADD $-64, R1; MOVD R0, 0(R1); MOVD R14, 32(R1); MOVD R3, 40(R1)
	BL ·start(SB); TW $31, R0, R0 // it does not return

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8
	MOVD $0x4111, R3; MOVD $0, R4
	SYSCALL $120 // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	BVC ok; NEG R3
ok:
	MOVD R3, pid+0(FP); RET
