#include "textflag.h"
#include "linux.h"
#include "message.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// ELF_PLAT_INIT, arch/x86/include/asm/elf.h):
//   SP        the initial stack: argc, argv, a null, the environment, a null
//   the rest  zero
//
// Go code finds g by the thread pointer, the base of the segment FS: a pointer to g lies 8 bytes
// before it.
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVQ SP, BX                     // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVL $SYS_rt_sigprocmask, AX
	MOVL $SIG_SETMASK, DI
	LEAQ ·everySignal(SB), SI
	XORL DX, DX
	MOVL $SIGSET_SIZE, R10
	SYSCALL
	MOVQ AX, R12                    // the result, for start

	// arch_prctl(ARCH_SET_FS, &threadPointer[1])
	MOVL $SYS_arch_prctl, AX
	MOVL $ARCH_SET_FS, DI
	LEAQ ·threadPointer+8(SB), SI
	SYSCALL
	TESTQ AX, AX
	JNE  fail

	// start(the initial stack pointer, the result), which does not return
	ANDQ $~15, SP
	SUBQ $16, SP
	MOVQ BX, 0(SP)
	MOVQ R12, 8(SP)
	CALL ·start(SB)

fail:
	// write(STDERR, noThreadPointer, its size)
	MOVL $SYS_write, AX
	MOVL $STDERR, DI
	LEAQ ·noThreadPointer(SB), SI
	MOVL $noThreadPointerSize, DX
	SYSCALL

	// exit_group(1)
	MOVL $SYS_exit_group, AX
	MOVL $1, DI
	SYSCALL
	INT  $3

// func vfork() (pid int)
//
// CALL has put the return address on the stack. The child returns from vfork first, and its other
// calls then overwrite the place. So the address is kept in a register, R12: the kernel gives child
// and parent their own registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-8
	POPQ R12                        // the return address

	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOVL $SYS_clone, AX
	MOVL $CLONE_FLAGS, DI
	XORL SI, SI
	SYSCALL

	PUSHQ R12
	MOVQ AX, pid+0(FP)
	RET

// threadPointer[0] is the pointer to g; the thread pointer is the address of what follows.
DATA ·threadPointer+0(SB)/8, $·zeros(SB)
DATA ·threadPointer+8(SB)/8, $0
GLOBL ·threadPointer(SB), RODATA, $16
