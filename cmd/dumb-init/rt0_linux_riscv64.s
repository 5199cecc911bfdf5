#include "textflag.h"
#include "linux.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// start_thread, arch/riscv/kernel/process.c):
//   X2        the initial stack: argc, argv, a null, the environment, a null
//   the rest  unspecified
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOV  X2, X9                     // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOV  $SYS_rt_sigprocmask, A7
	MOV  $SIG_SETMASK, A0
	MOV  $·everySignal(SB), A1
	MOV  $0, A2
	MOV  $SIGSET_SIZE, A3
	ECALL                           // the result is in A0

	MOV  $·zeros(SB), g

	// start(the initial stack pointer, the result), which does not return
	ADD  $-32, X2
	MOV  X9, 8(X2)
	MOV  A0, 16(X2)
	CALL ·start(SB)
	EBREAK

// func vfork() (pid int)
//
// The return address stays in a register, X1: the child returns from vfork first, and its other
// calls then overwrite what lies below spawn's frame. The kernel gives child and parent their own
// registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-8
	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOV  $SYS_clone, A7
	MOV  $CLONE_FLAGS, A0
	MOV  $0, A1
	ECALL

	MOV  A0, pid+0(FP)
	RET
