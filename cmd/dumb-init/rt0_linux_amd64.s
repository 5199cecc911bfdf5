#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVQ SP, BX
	MOVL $14, AX; MOVL $2, DI; LEAQ ·everySignal(SB), SI; XORL DX, DX; MOVL $8, R10
	SYSCALL // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVQ AX, R12
	MOVL $158, AX; MOVL $0x1002, DI; LEAQ ·threadPointer+8(SB), SI
	SYSCALL // arch_prctl(ARCH_SET_FS, &threadPointer[1])
	TESTQ AX, AX; JNE fail
	ANDQ $~15, SP; SUBQ $16, SP; MOVQ BX, 0(SP); MOVQ R12, 8(SP)
	CALL ·start(SB)
fail:
	MOVL $1, AX; MOVL $2, DI; MOVQ ·noThreadPointer+0(SB), SI; MOVQ ·noThreadPointer+8(SB), DX
	SYSCALL // write(2, noThreadPointer...)
	MOVL $231, AX; MOVL $1, DI; SYSCALL; INT $3 // exit_group(1)

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8
	MOVL $56, AX; MOVL $0x4111, DI; XORL SI, SI
	POPQ R12 // the return address: the child's calls write where it was
	SYSCALL // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	PUSHQ R12
	MOVQ AX, pid+0(FP); RET
