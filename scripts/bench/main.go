// bench [--quick] [--json] [--from FILE]: measures dumb-init beside other inits, each as PID 1 of a new PID
// namespace, and prints a table of medians, each with its ratio to ours, or as JSON what the table is made of.
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
	quick := flags.Bool("quick", false, "take seconds instead of minutes: fewer rounds, fewer orphans")
	asJSON := flags.Bool("json", false, "print JSON instead of a table")
	from := flags.String("from", "", "print what is in this `FILE`, of an earlier run with --json")
	flags.Parse(args)
	if flags.NArg() > 0 {
		return fmt.Errorf("not an option: %q", flags.Arg(0))
	}
	var report *Report
	var err error
	if *from == "" {
		effort := thorough
		if *quick {
			effort = hasty
		}
		report, err = measure(effort, newMeter(progress))
	} else {
		report, err = read(*from)
	}
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	return report.print(out)
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
