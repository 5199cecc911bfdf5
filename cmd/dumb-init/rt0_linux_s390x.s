// The entry point on s390x. The kernel jumps here, with the stack pointer at argc (see words.Stack).
#include "textflag.h"

TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVD R15, R6
	MOVD $175, R1; MOVD $2, R2; MOVD $·everySignal(SB), R3; MOVD $0, R4; MOVD $8, R5
	SYSCALL // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVD $·g(SB), g
	SUB  $24, R15
	MOVD $0, 0(R15)
	MOVD R6, 8(R15)
	MOVD R2, 16(R15)
	BL   ·start(SB)
	UNDEF
