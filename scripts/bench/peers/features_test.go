package peers

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A claim is what the README says of a feature of an init.
type claim struct {
	cell    string   // in the README's table
	plain   string   // what the probe finds without an option
	options []string // with these the probe finds "yes"; none if the init has no such option
}

var (
	yes = claim{cell: "yes", plain: "yes"}
	no  = claim{cell: "no", plain: "no"}
)

// with claims that the feature is there with options, and not without.
func with(options string) claim {
	return claim{
		cell:    "`" + options + "`",
		plain:   "no",
		options: strings.Fields(options),
	}
}

// count claims a number.
func count(number int) claim {
	text := fmt.Sprint(number)
	return claim{cell: text, plain: text}
}

// claims are one for each column: dumb-init, 1.2.5, tini and catatonit.
type claims [4]claim

// A feature is a row of the README's table. The probe finds out whether an init has it: "yes", "no"
// or a number.
var features = []struct {
	name   string
	probe  func(b *box) string
	claims claims
}{
	{"signals forwarded, of 58", forwarded, claims{count(58), count(56), count(49), count(49)}},
	{"the value queued with a signal", value, claims{with("-c"), no, no, no}},
	{"signals to the command's process group", family, claims{yes, yes, with("-g"), with("-g")}},
	{"signals to processes that have left it", stray, claims{with("-a"), no, no, no}},
	{"another signal instead", rewrites, claims{with("-r TERM:USR1"), with("-r 15:10"), no, no}},
	{"a signal held back", holds, claims{with("-d TERM:1h"), no, no, no}},
	{"KILL for what does not end in time", kills, claims{with("-k 200ms"), no, no, no}},
	{"waits for what the command leaves behind", waits, claims{with("-w"), no, no, no}},
	{"lives on for a command in the background", background, claims{with("-b"), no, no, no}},
	{"another exit status", mapsStatus, claims{with("-e 7:0"), no, with("-e 7"), no}},
	{"status 127 for a command that does not exist", notFound, claims{yes, no, yes, no}},
	{"reaps orphans when it is not PID 1", adopts, claims{with("-s"), no, with("-s"), yes}},
	{"a signal when its parent dies", dies, claims{with("-p TERM"), no, with("-p SIGTERM"), no}},
	{"no command, for a pod", pauses, claims{with("-P"), no, no, with("-P")}},
	{"socket activation", activates, claims{yes, no, no, yes}},
}

// Each init does what the README's table of features says, and with an option only if it needs one.
func TestFeatures(t *testing.T) {
	needPeers(t)
	inits := []Init{
		bench.Ours,
		DumbInit,
		Tini,
		Catatonit,
	}
	for _, feature := range features {
		for i, init := range inits {
			claim := feature.claims[i]
			t.Run(feature.name+"/"+init.Name, func(t *testing.T) {
				t.Parallel() // most of it is waiting
				if got := feature.probe(newBox(t, init)); got != claim.plain {
					t.Errorf("without an option: got %s, want %s", got, claim.plain)
				}
				if claim.options == nil {
					return
				}
				if got := feature.probe(newBox(t, init, claim.options...)); got != "yes" {
					t.Errorf("with %s: got %s, want yes", claim.cell, got)
				}
			})
		}
	}
}

// The README has the table of features that is tested here.
func TestFeaturesReadme(t *testing.T) {
	rows := []string{
		"| | dumb-init | 1.2.5 | tini | catatonit |",
		"|---|---|---|---|---|",
	}
	for _, feature := range features {
		cells := []string{feature.name}
		for _, claim := range feature.claims {
			cells = append(cells, claim.cell)
		}
		rows = append(rows, "| "+strings.Join(cells, " | ")+" |")
	}
	readme, err := os.ReadFile(filepath.Join(kit.Root(), "README.md"))
	kit.Try(t, err)
	table := strings.Join(rows, "\n") + "\n"
	if !strings.Contains(string(readme), table) {
		t.Errorf("README.md: got another table of features, want:\n%s", table)
	}
}
