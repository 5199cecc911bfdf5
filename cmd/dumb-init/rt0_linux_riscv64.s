#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOV X2, X9
	MOV $135, A7; MOV $2, A0; MOV $·everySignal(SB), A1; MOV $0, A2; MOV $8, A3
	ECALL // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOV $·g(SB), g
	ADD $-32, X2; MOV X9, 8(X2); MOV A0, 16(X2)
	CALL ·start(SB); EBREAK // it does not return

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8
	MOV $220, A7; MOV $0x4111, A0; MOV $0, A1
	ECALL // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	MOV A0, pid+0(FP); RET
