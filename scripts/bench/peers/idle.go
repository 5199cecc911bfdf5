package peers

import "time"

// Idle is what an init uses while nothing happens.
type Idle struct {
	Anonymous  int64 // KiB, as the next three
	PSS        int64
	RSS        int64
	PageTables int64
	Threads    int64
	WakeUps    int64 // in the time watched
}

// Idle watches inits whose commands do nothing, and returns what each instance of each init uses.
// All run at once. There are several instances of each, as the kernel chooses the address of the
// stack at random, which tells in the memory.
func (b *Bench) Idle(inits []Init, instances int, watched time.Duration) ([][]Idle, error) {
	containers := make([][]*container, len(inits))
	for i, init := range inits {
		for range instances {
			c, err := b.open(init, everyProcessor)
			if err != nil {
				return nil, err
			}
			defer c.close()
			containers[i] = append(containers[i], c)
		}
	}
	found := make([][]Idle, len(inits))
	for i := range inits {
		found[i] = make([]Idle, instances)
		for n, c := range containers[i] {
			if err := c.use(&found[i][n]); err != nil {
				return nil, err
			}
		}
	}
	time.Sleep(watched)
	for i := range inits {
		for n, c := range containers[i] {
			after, err := c.wakeUps()
			if err != nil {
				return nil, err
			}
			found[i][n].WakeUps += after
		}
	}
	return found, nil
}

// use finds what the init uses now. WakeUps is less by those so far: those at the end are to be
// added.
func (c *container) use(idle *Idle) error {
	for _, f := range []struct {
		file  string // of proc(5)
		name  string
		value *int64
	}{
		{"smaps_rollup", "Anonymous", &idle.Anonymous},
		{"smaps_rollup", "Pss", &idle.PSS},
		{"smaps_rollup", "Rss", &idle.RSS},
		{"status", "VmPTE", &idle.PageTables},
		{"status", "Threads", &idle.Threads},
	} {
		value, err := c.field(f.file, f.name)
		if err != nil {
			return err
		}
		*f.value = value
	}
	before, err := c.wakeUps()
	idle.WakeUps = -before
	return err
}
