// bench [--quick] [--json] [--from FILE]: measures dumb-init beside other inits, each as PID 1 of a
// new PID namespace. It prints a table of medians, each with its ratio to ours, and a table of the
// goals, in which what falls short is marked. With --json it prints what the tables are made of.
// With --from the figures are those of an earlier run's JSON.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer, progress *os.File) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	quick := flags.Bool("quick", false, "take seconds, not minutes: fewer rounds, fewer orphans")
	asJSON := flags.Bool("json", false, "print JSON instead of tables")
	from := flags.String("from", "", "print what is in this `FILE`, of an earlier run with --json")
	flags.Parse(args)
	if flags.NArg() > 0 {
		return fmt.Errorf("not an option: %q", flags.Arg(0))
	}
	var report *Report
	var err error
	switch {
	case *from != "":
		report, err = read(*from)
	case *quick:
		report, err = measure(hasty, newMeter(progress))
	default:
		report, err = measure(thorough, newMeter(progress))
	}
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	_, err = fmt.Fprintf(out, "%s\n%s", report.table(), report.goals())
	return err
}

func read(name string) (*Report, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	report := &Report{}
	if err := json.Unmarshal(text, report); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return report, nil
}
