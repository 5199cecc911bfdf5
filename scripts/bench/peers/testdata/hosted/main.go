// hosted: what an init in ordinary Go would cost. It forwards what os/signal gives it to its command, reaps, and
// exits with the command's status.
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
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		os.Exit(127)
	}
	for s := range signals {
		switch s {
		case syscall.SIGURG: // by which the runtime preempts its threads
		case syscall.SIGCHLD:
			for {
				var status syscall.WaitStatus
				pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
				if pid <= 0 || err != nil {
					break
				}
				if pid == cmd.Process.Pid {
					if status.Signaled() {
						os.Exit(128 + int(status.Signal()))
					}
					os.Exit(status.ExitStatus())
				}
			}
		default:
			cmd.Process.Signal(s)
		}
	}
}
