package faults

import "testing"

// Standing faults, after which dumb-init looks for the reason.
const (
	shellRunsIt    = "execve:error=ENOEXEC:when=1"
	noFormat       = "execve:error=ENOEXEC"
	notPermitted   = "execve:error=EACCES"
	notThere       = "execve:error=ENOENT"
	notThereEither = "statx:error=ENOENT"
	noFaccessat2   = "faccessat2:error=ENOSYS"
)

// If a call fails by which dumb-init looks for the reason of a failed start, the start fails as it
// does otherwise, and the first line is there. If the shell can read and run the file, it does.
func TestFaultsOfReasons(t *testing.T) {
	need(t)
	tests := []struct {
		name     string
		standing []string
		calls    []string
		moment   string // strace's when=; "" is always
		want     want
	}{
		// The shell makes the same calls later.
		{"shell", []string{shellRunsIt}, []string{"statx", "read"}, ":when=1", carryOn},
		{"unreadable", []string{shellRunsIt}, []string{"openat"}, ":when=1", refuse126},
		{
			"format",
			[]string{noFormat},
			[]string{"statx", "faccessat2", "openat", "preadv", "uname"},
			"",
			refuse126,
		},
		{
			"permission",
			[]string{notPermitted},
			[]string{"statx", "statfs", "faccessat2", "openat", "preadv"},
			"",
			refuse126,
		},
		{"absent", []string{notThere}, []string{"statx", "faccessat2", "openat"}, "", refuse127},
		{"link", []string{notThere, notThereEither}, []string{"readlinkat"}, "", refuse127},
		{"old Linux", []string{notPermitted, noFaccessat2}, []string{"faccessat"}, "", refuse126},
	}
	for _, test := range tests {
		for _, call := range test.calls {
			for _, errno := range []string{"EPERM", "ENOSYS", "EACCES", "ENOENT", "EIO"} {
				fault := call + ":error=" + errno + test.moment
				t.Run(test.name+"/"+fault, func(t *testing.T) {
					t.Parallel()
					o := run(t, trial{
						init: dumbInit,
						scene: &scene{
							name:     test.name,
							follow:   true,
							standing: test.standing,
							program:  scriptByPath,
						},
						fault: fault,
						want:  test.want,
					})
					if !test.want.met(o) || !o.injected {
						t.Errorf("got: %v (fault injected: %t), want: %v",
							o, o.injected, test.want)
					}
					explain(t, o)
				})
			}
		}
	}
}
