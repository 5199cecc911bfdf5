// The message of the entry points of amd64 and 386.

// The size of the message noThreadPointer.
#define noThreadPointerSize 46

// noThreadPointer is the message for a kernel or a sandbox that does not set the thread pointer.
DATA ·noThreadPointer+0(SB)/8, $"[dumb-in"
DATA ·noThreadPointer+8(SB)/8, $"it] Unab"
DATA ·noThreadPointer+16(SB)/8, $"le to se"
DATA ·noThreadPointer+24(SB)/8, $"t the th"
DATA ·noThreadPointer+32(SB)/8, $"read poi"
DATA ·noThreadPointer+40(SB)/4, $"nter"
DATA ·noThreadPointer+44(SB)/2, $".\n"
GLOBL ·noThreadPointer(SB), RODATA, $noThreadPointerSize
