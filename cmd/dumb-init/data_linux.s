// Constants that the entry points of all architectures need. They are read-only: PID 1 has no
// variable.

#include "textflag.h"

// everySignal is the set of all 64 signals, a sigset_t.
DATA ·everySignal+0(SB)/8, $0xffffffffffffffff
GLOBL ·everySignal(SB), RODATA, $8

// zeros is what the register g points to, in the place of the runtime's goroutine (struct g,
// runtime/runtime2.go). Most Go functions begin with a comparison of the stack pointer with the
// stack limit in there. The limit 0 is never reached, so no function asks for more stack. The
// compiler uses the first words only; 512 bytes are as much as a struct g has.
DATA ·zeros+0(SB)/8, $0
GLOBL ·zeros(SB), RODATA, $512
