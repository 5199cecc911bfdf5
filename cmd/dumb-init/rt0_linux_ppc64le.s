#include "textflag.h"
#include "linux.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// start_thread, arch/powerpc/kernel/process.c):
//   R1        the initial stack: argc, argv, a null, the environment, a null
//   the rest  zero, except R12, the address of rt0
//
// A system call that fails sets the summary overflow bit, and its error number is positive. Go's
// SYSCALL puts the number of the call into R0, makes the call, and sets R0 to 0, as Go code
// expects.
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVD R1, R14                    // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVD $SIG_SETMASK, R3
	MOVD $·everySignal(SB), R4
	MOVD $0, R5
	MOVD $SIGSET_SIZE, R6
	SYSCALL $SYS_rt_sigprocmask     // the result is in R3
	BVC  blocked
	NEG  R3
blocked:

	MOVD $·zeros(SB), g

	// start(the initial stack pointer, the result), which does not return
	ADD  $-64, R1
	MOVD R0, 0(R1)                  // the end of the chain of frames
	MOVD R14, 32(R1)
	MOVD R3, 40(R1)
	BL   ·start(SB)
	TW   $31, R0, R0                // trap

// func vfork() (pid int)
//
// The return address stays in a register, LR: the child returns from vfork first, and its other
// calls then overwrite what lies below spawn's frame. The kernel gives child and parent their own
// registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-8
	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOVD $CLONE_FLAGS, R3
	MOVD $0, R4
	SYSCALL $SYS_clone
	BVC  made
	NEG  R3
made:
	MOVD R3, pid+0(FP)
	RET
