#include "textflag.h"
#include "linux.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// start_thread, arch/arm64/include/asm/processor.h):
//   RSP       the initial stack: argc, argv, a null, the environment, a null
//   the rest  zero
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVD RSP, R19                   // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVD $SYS_rt_sigprocmask, R8
	MOVD $SIG_SETMASK, R0
	MOVD $·everySignal(SB), R1
	MOVD $0, R2
	MOVD $SIGSET_SIZE, R3
	SVC                             // the result is in R0

	MOVD $·zeros(SB), g

	// start(the initial stack pointer, the result), which does not return
	SUB  $32, RSP
	MOVD R19, 8(RSP)
	MOVD R0, 16(RSP)
	BL   ·start(SB)
	BRK

// func vfork() (pid int)
//
// The return address stays in a register, R30: the child returns from vfork first, and its other
// calls then overwrite what lies below spawn's frame. The kernel gives child and parent their own
// registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-8
	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOVD $SYS_clone, R8
	MOVD $CLONE_FLAGS, R0
	MOVD $0, R1
	SVC

	MOVD R0, pid+0(FP)
	RET
