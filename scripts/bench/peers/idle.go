package peers

import "time"

// Idle is what an init uses while nothing happens.
type Idle struct {
	Anonymous, PSS, RSS, PageTables int64 // KiB
	Threads                         int64
	WakeUps                         int64 // in the time watched
}

// Idle watches inits whose commands do nothing: several of each, all at once, as where the kernel puts the
// stack is random and tells in the memory. It returns what each of a kind uses.
func (b *Bench) Idle(inits []Init, each int, watched time.Duration) ([][]Idle, error) {
	containers := make([][]*container, len(inits))
	for i, init := range inits {
		for range each {
			c, err := b.open(init, -1)
			if err != nil {
				return nil, err
			}
			defer c.close()
			containers[i] = append(containers[i], c)
		}
	}
	found := make([][]Idle, len(inits))
	for i := range inits {
		found[i] = make([]Idle, each)
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

// use finds what the init uses; wake-ups are left negative, to be added to.
func (c *container) use(idle *Idle) error {
	for _, f := range []struct {
		file, name string
		value      *int64
	}{
		{"smaps_rollup", "Anonymous", &idle.Anonymous},
		{"smaps_rollup", "Pss", &idle.PSS},
		{"smaps_rollup", "Rss", &idle.RSS},
		{"status", "VmPTE", &idle.PageTables},
		{"status", "Threads", &idle.Threads},
	} {
		var err error
		if *f.value, err = field(c.proc(f.file), f.name); err != nil {
			return err
		}
	}
	before, err := c.wakeUps()
	idle.WakeUps = -before
	return err
}
