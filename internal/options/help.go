package options

// HelpText is what --help prints.
const HelpText = `dumb-init v2.0.0
Usage: dumb-init [OPTION]... COMMAND [ARG]...
       dumb-init --pause [OPTION]...

dumb-init is the init of a container. It runs COMMAND, forwards signals to it,
reaps orphaned processes, and exits with the exit status of COMMAND.

  -a, --all               signal every process of the container instead of the
                          process group of COMMAND; requires PID 1
  -b, --background        if COMMAND ends with status 0, go on until no other
                          process is left
  -c, --single-child      signal COMMAND alone, and start no session for it
  -d, --delay SIG:TIME    hold SIG back for TIME before forwarding it; a second
                          SIG is forwarded at once
  -e, --exit-map FROM:TO  exit with status TO instead of FROM
  -h, --help              print this help and exit
  -k, --kill-after [SIG:]TIME
                          send KILL if processes are still alive TIME after SIG
                          (default TERM) was forwarded
  -p, --parent-death-signal SIG
                          receive SIG when the parent of dumb-init dies
  -P, --pause             run no command: reap orphans, and exit on TERM or INT
  -r, --rewrite SIG:SIG   forward the second signal when the first arrives; if
                          the second is 0, forward nothing
  -s, --subreaper         adopt and reap orphans even when not PID 1
  -v, --verbose           print debugging information to standard error
  -V, --version           print the version and exit
  -w, --wait              exit only when every child has ended

SIG   a number, or a name such as TERM, SIGTERM, RTMIN+3 or RTMAX-1
TIME  a decimal number and a unit: ms, s (the default), m or h
FROM  a number, or the name of a signal that killed COMMAND

The options -d, -e, -k and -r may be repeated.

Environment:
  DUMB_INIT_DEBUG=1       the same as --verbose
  DUMB_INIT_SETSID=0      the same as --single-child
  DUMB_INIT_OPTIONS       options to read before those of the command line;
                          COMMAND does not get the variable

Full documentation: man dumb-init
`
