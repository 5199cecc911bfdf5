// hosted: what an init in ordinary Go would cost. It forwards what os/signal gives it to its
// command, reaps, and exits with the command's status.
package main

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 128)
	signal.Notify(signals)
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin = os.Stdin
	cmd.Stdout = os.Stdout
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		os.Exit(127)
	}
	for s := range signals {
		switch s {
		case syscall.SIGURG: // the runtime preempts its threads by it
		case syscall.SIGCHLD:
			reap(cmd.Process.Pid)
		default:
			cmd.Process.Signal(s)
		}
	}
}

// reap reaps all that has ended, and exits if the command is among them.
func reap(command int) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if pid <= 0 || err != nil {
			return
		}
		if pid != command {
			continue
		}
		if status.Signaled() {
			os.Exit(128 + int(status.Signal()))
		}
		os.Exit(status.ExitStatus())
	}
}
