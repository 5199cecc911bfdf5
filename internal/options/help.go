package options

// HelpText is what --help prints.
const HelpText = `dumb-init v2.0.0
Usage: dumb-init [OPTION]... COMMAND [ARG]...
       dumb-init --pause [OPTION]...

Run COMMAND as the one job of a container: forward signals to it, reap
orphaned processes, and exit with its status.

  -a, --all               signal every process of the container, not only the
                          process group of COMMAND
  -c, --single-child      signal COMMAND alone, and start no session for it
  -d, --delay SIG:TIME    hold SIG back for TIME before forwarding it; the same
                          signal again is forwarded at once
  -e, --exit-map FROM:TO  exit with status TO where it would be FROM
  -h, --help              print this help and exit
  -k, --kill-after [SIG:]TIME
                          kill what is still alive TIME after SIG (default TERM)
                          was forwarded
  -p, --parent-death-signal SIG
                          receive SIG when the parent of dumb-init dies
  -P, --pause             run no command: reap, and exit on TERM or INT
  -r, --rewrite SIG:SIG   forward the second signal when the first arrives; 0
                          forwards nothing
  -s, --subreaper         adopt and reap orphans where not PID 1
  -v, --verbose           print debugging information to standard error
  -V, --version           print the version and exit
  -w, --wait              exit only when all others have exited, too

SIG is a number, or a name such as TERM, SIGTERM, RTMIN+3 or RTMAX-1. TIME is a
decimal number with a unit: ms, s (the default), m or h. FROM is a number, or
the name of a signal that killed COMMAND. -d, -e, -k and -r may be repeated.

Environment:
  DUMB_INIT_DEBUG=1       the same as --verbose
  DUMB_INIT_SETSID=0      the same as --single-child
  DUMB_INIT_OPTIONS       options to read before those of the command line

Full documentation: man dumb-init
`
