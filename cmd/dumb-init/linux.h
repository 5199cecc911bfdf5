// Names of the kernel's numbers, for the entry points. The go command defines GOARCH_amd64 and the
// like.

#define SIG_SETMASK 2   // rt_sigprocmask(2)
#define SIGSET_SIZE 8   // the size of the kernel's sigset_t: 64 signals
#define STDERR 2

// The flags of clone(2) for vfork: SIGCHLD | CLONE_VM | CLONE_VFORK.
#define CLONE_FLAGS (17 | 0x100 | 0x4000)

#ifdef GOARCH_amd64
#define SYS_write 1
#define SYS_rt_sigprocmask 14
#define SYS_clone 56
#define SYS_arch_prctl 158
#define SYS_exit_group 231
#define ARCH_SET_FS 0x1002
#endif

#ifdef GOARCH_386
#define SYS_write 4
#define SYS_clone 120
#define SYS_rt_sigprocmask 175
#define SYS_set_thread_area 243
#define SYS_exit_group 252
#endif

#ifdef GOARCH_arm
#define SYS_clone 120
#define SYS_rt_sigprocmask 175
#endif

#ifdef GOARCH_arm64
#define SYS_rt_sigprocmask 135
#define SYS_clone 220
#endif

#ifdef GOARCH_ppc64le
#define SYS_clone 120
#define SYS_rt_sigprocmask 174
#endif

#ifdef GOARCH_riscv64
#define SYS_rt_sigprocmask 135
#define SYS_clone 220
#endif

#ifdef GOARCH_s390x
#define SYS_clone 120
#define SYS_rt_sigprocmask 175
#endif
