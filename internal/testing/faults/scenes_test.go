package faults

// scene is a way to run the init that takes it through certain system calls.
type scene struct {
	name     string
	options  []string // of the init
	follow   bool     // faults also meet the init's child, before and after it becomes the command
	prelude  bool     // testdata/prelude.c becomes the init
	standing []string // faults that are always there, to bring the init to a fallback
	program  program  // the command
	words    []string // what testdata/probe.c is to do
}

// program is what the init runs as the command.
type program int

const (
	probe        program = iota // testdata/probe.c
	scriptByPath                // a shell script, by its path
	scriptInPATH                // a shell script, by its name: in the second directory of PATH
)

// Words for testdata/probe.c.
const (
	orphans = "orphans" // leave three orphans, one after the other, and see each reaped
	queue   = "queue"   // from here on send signals with a value
	term    = "15"      // a number: have the init forward this signal
	cont    = "18"
	tstp    = "20"
	rtmin   = "34"
)

// Standing faults.
const (
	noCloseRange = "close_range:error=ENOSYS"
	noWait4      = "wait4:error=ENOSYS"
	noQueueInfo  = "rt_sigqueueinfo:error=EAGAIN"
	noGroupByFD  = "pidfd_send_signal:error=EINVAL"
	waitFailed   = "rt_sigtimedwait:error=EINVAL:when=2" // the first is a try
	noNowait     = "pwritev2:error=EOPNOTSUPP"           // of pipes before Linux 6.4
	noProc       = "openat:error=ENOENT"
	noPipeSize   = "fcntl:error=EINVAL"    // no pipe, as far as one can tell
	terminalLeft = "ioctl:retval=0:when=1" // TIOCNOTTY succeeds, as if there had been a terminal
)

var (
	plain   = &scene{name: "plain"}
	verbose = &scene{name: "verbose", options: []string{"-v"}}
	oldPipe = &scene{
		name:     "no RWF_NOWAIT",
		options:  []string{"-v"},
		standing: []string{noNowait},
	}
	oldPipeNoProc = &scene{
		name:     "no RWF_NOWAIT, no /proc",
		options:  []string{"-v"},
		standing: []string{noNowait, noProc},
	}
	unknownStream = &scene{
		name:     "no F_GETPIPE_SZ",
		options:  []string{"-v"},
		standing: []string{noPipeSize},
	}
	terminal = &scene{
		name:     "on a terminal",
		options:  []string{"-v"},
		standing: []string{terminalLeft},
	}
	quietChild = &scene{
		name:    "in the child, quiet",
		follow:  true,
		prelude: true,
	}
	child = &scene{
		name:    "in the child",
		options: []string{"-v"},
		follow:  true,
		prelude: true,
	}
	script = &scene{
		name:    "a script",
		follow:  true,
		program: scriptByPath,
	}
	search = &scene{
		name:    "a search of PATH",
		follow:  true,
		program: scriptInPATH,
	}
	oldLinux = &scene{
		name:     "no close_range",
		follow:   true,
		standing: []string{noCloseRange},
	}
	fewFiles = &scene{
		name:    "few files",
		prelude: true,
	}
	oldLinuxFewFiles = &scene{
		name:     "no close_range, few files",
		prelude:  true,
		standing: []string{noCloseRange},
	}
	waitFails = &scene{
		name:     "no rt_sigtimedwait, once",
		standing: []string{waitFailed},
	}
	waitidReaping = &scene{
		name:     "no wait4, orphans",
		prelude:  true,
		standing: []string{noWait4},
		words:    []string{orphans, term},
	}
	reaping = &scene{
		name:    "orphans and TERM",
		prelude: true,
		words:   []string{orphans, term, orphans},
	}
	forwarding = &scene{
		name:  "TERM and RTMIN",
		words: []string{term, rtmin},
	}
	single = &scene{
		name:    "TERM to the child alone",
		options: []string{"-c"},
		words:   []string{term},
	}
	queued = &scene{
		name:    "RTMIN with a value",
		options: []string{"-c"},
		words:   []string{queue, rtmin},
	}
	queueFull = &scene{
		name:     "no rt_sigqueueinfo",
		options:  []string{"-c"},
		standing: []string{noQueueInfo},
		words:    []string{queue, rtmin},
	}
	stopping = &scene{
		name:    "TSTP and CONT",
		options: []string{"-c"},
		words:   []string{tstp, cont},
	}
	adopting = &scene{
		name:    "a subreaper",
		options: []string{"-s"},
		words:   []string{orphans},
	}
	parentDeath = &scene{
		name:    "a parent's death",
		options: []string{"-p", "HUP"},
	}
	waiting = &scene{
		name:    "waiting for all",
		options: []string{"-w"},
		words:   []string{rtmin, orphans},
	}
	groupByNumber = &scene{
		name:     "no groups by descriptor",
		options:  []string{"-w"},
		standing: []string{noGroupByFD},
		words:    []string{rtmin},
	}
	delayed = &scene{
		name:    "TERM after a time",
		options: []string{"-d", "TERM:10ms", "-k", "1h"},
		words:   []string{term},
	}
)

var scenes = []*scene{
	plain,
	verbose,
	oldPipe,
	oldPipeNoProc,
	unknownStream,
	terminal,
	quietChild,
	child,
	script,
	search,
	oldLinux,
	fewFiles,
	oldLinuxFewFiles,
	waitFails,
	waitidReaping,
	reaping,
	forwarding,
	single,
	queued,
	queueFull,
	stopping,
	adopting,
	parentDeath,
	waiting,
	groupByNumber,
	delayed,
}
