package peers

import "time"

// Idle is what an init uses while nothing happens.
type Idle struct {
	Anonymous, PSS, RSS int64 // KiB
	Threads             int64
	WakeUps             int64 // in the time watched
}

// Idle watches inits whose commands do nothing: several of each, all at once, as where the kernel puts the
// stack is random and tells in the memory. It returns the most that one of a kind uses.
func (b *Bench) Idle(inits []Init, each int, watched time.Duration) ([]Idle, error) {
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
	most := make([]Idle, len(inits))
	before := map[*container]int64{}
	for i := range inits {
		for _, c := range containers[i] {
			for _, f := range []struct {
				file, name string
				most       *int64
			}{
				{"smaps_rollup", "Anonymous", &most[i].Anonymous},
				{"smaps_rollup", "Pss", &most[i].PSS},
				{"smaps_rollup", "Rss", &most[i].RSS},
				{"status", "Threads", &most[i].Threads},
			} {
				value, err := c.field(f.file, f.name)
				if err != nil {
					return nil, err
				}
				*f.most = max(*f.most, value)
			}
			var err error
			if before[c], err = c.wakeUps(); err != nil {
				return nil, err
			}
		}
	}
	time.Sleep(watched)
	for i := range inits {
		for _, c := range containers[i] {
			after, err := c.wakeUps()
			if err != nil {
				return nil, err
			}
			most[i].WakeUps = max(most[i].WakeUps, after-before[c])
		}
	}
	return most, nil
}

// wakeUps returns how often the init has gone to sleep so far, which is once for each time that it woke up.
func (c *container) wakeUps() (int64, error) { return c.field("status", "voluntary_ctxt_switches") }
