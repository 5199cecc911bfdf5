#include "textflag.h"
#include "linux.h"
#include "message.h"

// What the kernel leaves here (create_elf_tables, fs/binfmt_elf.c;
// ELF_PLAT_INIT, arch/x86/include/asm/elf.h):
//   SP        the initial stack: argc, argv, a null, the environment, a null
//   the rest  zero
//
// Go code finds g in two steps. The first word of the segment GS is the thread pointer. The word
// before the place that the thread pointer leads to is a pointer to g.
TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVL SP, BP                     // the initial stack pointer, for start

	// rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, SIGSET_SIZE)
	MOVL $SYS_rt_sigprocmask, AX
	MOVL $SIG_SETMASK, BX
	MOVL $·everySignal(SB), CX
	XORL DX, DX
	MOVL $SIGSET_SIZE, SI
	INT  $0x80
	MOVL AX, DI                     // the result, for start

	// set_thread_area(&user_desc)
	ANDL $~15, SP
	SUBL $16, SP
	MOVL $-1, 0(SP)                 // entry_number: any
	MOVL $·segment(SB), 4(SP)       // base_addr
	MOVL $0xfffff, 8(SP)            // limit, in pages
	MOVL $0x51, 12(SP)              // seg_32bit, limit_in_pages, useable
	MOVL $SYS_set_thread_area, AX
	MOVL SP, BX
	INT  $0x80
	TESTL AX, AX
	JNE  fail
	MOVL 0(SP), AX                  // entry_number, as the kernel has chosen it
	LEAL 3(AX*8), AX                // its selector
	MOVW AX, GS

	// start(the initial stack pointer, the result), which does not return
	MOVL BP, 0(SP)
	MOVL DI, 4(SP)
	CALL ·start(SB)

fail:
	// write(STDERR, noThreadPointer, its size)
	MOVL $SYS_write, AX
	MOVL $STDERR, BX
	MOVL $·noThreadPointer(SB), CX
	MOVL $noThreadPointerSize, DX
	INT  $0x80

	// exit_group(1)
	MOVL $SYS_exit_group, AX
	MOVL $1, BX
	INT  $0x80
	INT  $3

// func vfork() (pid int)
//
// CALL has put the return address on the stack. The child returns from vfork first, and its other
// calls then overwrite the place. So the address is kept in a register, BP: the kernel gives child
// and parent their own registers.
TEXT ·vfork(SB), NOSPLIT|NOFRAME, $0-4
	POPL BP                         // the return address

	// clone(CLONE_FLAGS, NULL): the stack stays the same
	MOVL $SYS_clone, AX
	MOVL $CLONE_FLAGS, BX
	XORL CX, CX
	INT  $0x80

	PUSHL BP
	MOVL AX, pid+0(FP)
	RET

// threadPointer[0] is the pointer to g; the thread pointer is the address of what follows.
DATA ·threadPointer+0(SB)/4, $·zeros(SB)
DATA ·threadPointer+4(SB)/4, $0
GLOBL ·threadPointer(SB), RODATA, $8

// segment is where GS begins: a word, the thread pointer.
DATA ·segment+0(SB)/4, $·threadPointer+4(SB)
GLOBL ·segment(SB), RODATA, $4
