//go:build runtimes

package runtimes

import "slices"

// A config is what the tests use of a bundle's config.json, as the OCI runtime specification has
// it.
type config struct {
	Version string  `json:"ociVersion"`
	Process process `json:"process"`
	Root    root    `json:"root"`
	Mounts  []mount `json:"mounts"`
	Linux   linux   `json:"linux"`
}

type process struct {
	Terminal        bool                `json:"terminal"`
	ConsoleSize     *consoleSize        `json:"consoleSize,omitempty"`
	User            user                `json:"user"`
	Args            []string            `json:"args"`
	Env             []string            `json:"env"`
	Cwd             string              `json:"cwd"`
	Capabilities    map[string][]string `json:"capabilities"`
	NoNewPrivileges bool                `json:"noNewPrivileges"`
}

type consoleSize struct {
	Height int `json:"height"`
	Width  int `json:"width"`
}

type user struct {
	UID int `json:"uid"`
	GID int `json:"gid"`
}

type root struct {
	Path     string `json:"path"`
	ReadOnly bool   `json:"readonly"`
}

type mount struct {
	Destination string   `json:"destination"`
	Type        string   `json:"type"`
	Source      string   `json:"source"`
	Options     []string `json:"options,omitempty"`
}

type linux struct {
	CgroupsPath string      `json:"cgroupsPath"`
	Namespaces  []namespace `json:"namespaces"`
	Resources   resources   `json:"resources"`
}

type namespace struct {
	Type string `json:"type"`
}

type resources struct {
	Pids   *pids   `json:"pids,omitempty"`
	Memory *memory `json:"memory,omitempty"`
}

type pids struct {
	Limit int `json:"limit"`
}

type memory struct {
	Limit int `json:"limit"` // bytes
	Swap  int `json:"swap"`  // bytes, those of Limit included
}

// removeNamespace has the container share a namespace of the host.
func (c *config) removeNamespace(kind string) {
	c.Linux.Namespaces = slices.DeleteFunc(c.Linux.Namespaces, func(n namespace) bool {
		return n.Type == kind
	})
}

// capabilities returns the capabilities of a process that has these and no others.
func capabilities(names ...string) map[string][]string {
	if names == nil {
		names = []string{} // an empty list in JSON, and not null
	}
	return map[string][]string{
		"bounding":  names,
		"effective": names,
		"permitted": names,
	}
}
