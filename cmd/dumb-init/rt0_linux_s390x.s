#include "textflag.h"
#include "linux.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// ELF_PLAT_INIT, arch/s390/include/asm/elf.h):
//   R15       the initial stack: argc, argv, a null, the environment, a null
//   R14       zero
//   the rest  unspecified
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVD R15, R6                    // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVD $SYS_rt_sigprocmask, R1
	MOVD $SIG_SETMASK, R2
	MOVD $·everySignal(SB), R3
	MOVD $0, R4
	MOVD $SIGSET_SIZE, R5
	SYSCALL                         // the result is in R2

	MOVD $·zeros(SB), g

	// start(the initial stack pointer, the result), which does not return
	SUB  $24, R15
	MOVD $0, 0(R15)                 // no return address
	MOVD R6, 8(R15)
	MOVD R2, 16(R15)
	BL   ·start(SB)
	UNDEF

// func vfork() (pid int)
//
// The return address stays in a register, R14: the child returns from vfork first, and its other
// calls then overwrite what lies below spawn's frame. The kernel gives child and parent their own
// registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-8
	// clone(NULL, CLONE_FLAGS): the stack stays the same. Here it is the first argument.
	MOVD $SYS_clone, R1
	MOVD $0, R2
	MOVD $CLONE_FLAGS, R3
	SYSCALL

	MOVD R2, pid+0(FP)
	RET
