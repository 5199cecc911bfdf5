// The entry point on 386. The kernel jumps here, with the stack pointer at argc (see words.Stack).
#include "textflag.h"

// Go code reads from the thread's segment a pointer; before what it points to lies that to g.
DATA ·segment+0(SB)/4, $·g(SB)
DATA ·segment+4(SB)/4, $·segment+4(SB)
GLOBL ·segment(SB), RODATA|NOPTR, $8

TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVL SP, BP
	MOVL $175, AX; MOVL $2, BX; MOVL $·everySignal(SB), CX; XORL DX, DX; MOVL $8, SI
	INT  $0x80 // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVL AX, DI
	ANDL $~15, SP
	SUBL $16, SP // for struct user_desc: any entry, the address, the limit in pages, 32 bits
	MOVL $-1, 0(SP); MOVL $·segment+4(SB), 4(SP); MOVL $0xfffff, 8(SP); MOVL $0x51, 12(SP)
	MOVL $243, AX; MOVL SP, BX
	INT  $0x80 // set_thread_area(&user_desc)
	TESTL AX, AX
	JNE  fail
	MOVL 0(SP), AX
	LEAL 3(AX*8), AX
	MOVW AX, GS
	MOVL BP, 0(SP)
	MOVL DI, 4(SP)
	CALL ·start(SB)
fail:
	MOVL $4, AX; MOVL $2, BX; MOVL ·noThreadPointer+0(SB), CX; MOVL ·noThreadPointer+4(SB), DX
	INT  $0x80 // write(2, noThreadPointer...)
	MOVL $252, AX; MOVL $1, BX
	INT  $0x80 // exit_group(1)
	INT  $3
