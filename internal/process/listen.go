package process

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

// adoptSockets makes socket activation (sd_listen_fds(3)) work through dumb-init: if LISTEN_PID in
// the environment names dumb-init, whose process ID is self, it then names the caller, the child.
// LISTEN_PIDFDID would still stand for dumb-init's process, and the command would take the sockets
// for another's. So it is removed. line is the memory of the new entry, and must live as long as
// env.
//
// adoptSockets returns the environment for the command.
func adoptSockets(env []*byte, self int32, line *report.Line) []*byte {
	value, index := cstring.Lookup(env, "LISTEN_PID")
	pid, ok := ascii.Decimal(value)
	if !ok || pid != uint32(self) {
		return env
	}
	entry := line.String("LISTEN_PID=").Int(kernel.Getpid())
	cstring.Replace(env, index, entry.CString())
	return cstring.Remove(env, "LISTEN_PIDFDID")
}
