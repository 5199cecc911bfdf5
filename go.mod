module dumb-init

go 1.26.0

require (
	github.com/creack/pty v1.1.24
	golang.org/x/arch v0.33.0
	golang.org/x/sys v0.49.0
)
