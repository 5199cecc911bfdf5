#include "textflag.h"
#include "linux.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// start_thread, arch/arm/include/asm/processor.h):
//   R13       the initial stack: argc, argv, a null, the environment, a null
//   the rest  zero
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVW R13, R4                    // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVW $SYS_rt_sigprocmask, R7
	MOVW $SIG_SETMASK, R0
	MOVW $·everySignal(SB), R1
	MOVW $0, R2
	MOVW $SIGSET_SIZE, R3
	SWI  $0                         // the result is in R0

	MOVW $·zeros(SB), g

	// start(the initial stack pointer, the result), which does not return
	SUB  $16, R13
	MOVW R4, 4(R13)
	MOVW R0, 8(R13)
	BL   ·start(SB)
	UNDEF

// func vfork() (pid int)
//
// The return address stays in a register, R14: the child returns from vfork first, and its other
// calls then overwrite what lies below spawn's frame. The kernel gives child and parent their own
// registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-4
	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOVW $SYS_clone, R7
	MOVW $CLONE_FLAGS, R0
	MOVW $0, R1
	SWI  $0

	MOVW R0, pid+0(FP)
	RET
