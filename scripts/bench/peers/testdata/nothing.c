// nothing: exits at once with 0. It has no C library, whose start would be measured as well.
#if defined(__x86_64__)
#define EXIT_GROUP 231
#elif defined(__aarch64__)
#define EXIT_GROUP 94
#else
#error "exit_group for this architecture is missing"
#endif

__attribute__((noreturn)) void _start(void)
{
#if defined(__x86_64__)
	register long number __asm__("rax") = EXIT_GROUP;
	register long status __asm__("rdi") = 0;

	__asm__ volatile("syscall" : : "r"(number), "r"(status));
#elif defined(__aarch64__)
	register long number __asm__("x8") = EXIT_GROUP;
	register long status __asm__("x0") = 0;

	__asm__ volatile("svc 0" : : "r"(number), "r"(status));
#endif
	__builtin_unreachable();
}
