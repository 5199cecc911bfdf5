// Constants that the entry points of all architectures need. They are read-only: PID 1 has no
// variable.

#include "textflag.h"

// everySignal is the set of all 64 signals, a sigset_t.
DATA ·everySignal+0(SB)/8, $0xffffffffffffffff
GLOBL ·everySignal(SB), RODATA, $8

// zeros is what the register g points to, in the place of the runtime's goroutine. Go functions
// compare the stack pointer with the stack limit in there (stackguard0, runtime/runtime2.go). 0 is
// never reached, so that no function asks for more stack.
DATA ·zeros+0(SB)/8, $0
GLOBL ·zeros(SB), RODATA, $512
