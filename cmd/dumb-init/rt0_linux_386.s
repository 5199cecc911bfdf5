#include "textflag.h"
TEXT ·rt0(SB),NOSPLIT|NOFRAME,$0
	MOVL SP, BP
	MOVL $175, AX; MOVL $2, BX; MOVL $·everySignal(SB), CX; XORL DX, DX; MOVL $8, SI
	INT $0x80 // rt_sigprocmask(SIG_SETMASK, &everySignal, NULL, 8)
	MOVL AX, DI
	ANDL $~15, SP; SUBL $16, SP // for struct user_desc: any entry, the address, the limit in pages, 32 bits
	MOVL $-1, 0(SP); MOVL $·segment(SB), 4(SP); MOVL $0xfffff, 8(SP); MOVL $0x51, 12(SP)
	MOVL $243, AX; MOVL SP, BX
	INT $0x80 // set_thread_area(&user_desc)
	TESTL AX, AX; JNE fail
	MOVL 0(SP), AX; LEAL 3(AX*8), AX; MOVW AX, GS
	MOVL BP, 0(SP); MOVL DI, 4(SP)
	CALL ·start(SB)
fail:
	MOVL $4, AX; MOVL $2, BX; MOVL ·noThreadPointer+0(SB), CX; MOVL ·noThreadPointer+4(SB), DX
	INT $0x80 // write(2, noThreadPointer...)
	MOVL $252, AX; MOVL $1, BX; INT $0x80; INT $3 // exit_group(1)

TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-4
	MOVL $120, AX; MOVL $0x4111, BX; XORL CX, CX
	POPL BP // the return address: the child's calls write where it was
	INT $0x80 // clone(CLONE_VM|CLONE_VFORK|SIGCHLD, NULL)
	PUSHL BP
	MOVL AX, pid+0(FP); RET
