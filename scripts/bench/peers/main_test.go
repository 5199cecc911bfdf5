package peers

import (
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

var (
	bench   *Bench
	feature string // the program of testdata/feature.c
)

func TestMain(m *testing.M) {
	kit.Main(m, func(directory string) (err error) {
		feature = filepath.Join(directory, "feature")
		if err := kit.Compile(source("feature.c"), feature); err != nil {
			return err
		}
		bench, err = New(directory)
		return err
	})
}

// needPeers skips the test if an init or namespaces are missing.
func needPeers(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes a minute")
	}
	kit.NeedNamespaces(t)
	kit.NeedPeer(t)
	kit.Need(t, Tini.Argv[0])
	kit.Need(t, Catatonit.Argv[0])
}
