package peers

import "time"

// Idle is what an init uses while nothing happens.
type Idle struct {
	Anonymous, PSS, RSS int64 // KiB
	Threads             int64
	WakeUps             int64 // in the time watched
}

// Idle watches inits, all at once, whose commands do nothing.
func (b *Bench) Idle(inits []Init, watched time.Duration) ([]Idle, error) {
	containers := make([]*container, len(inits))
	for i, init := range inits {
		c, err := b.open(init, -1)
		if err != nil {
			return nil, err
		}
		defer c.close()
		containers[i] = c
	}
	found := make([]Idle, len(inits))
	read := func(c *container, file string, fields map[string]*int64) error {
		for name, into := range fields {
			value, err := c.field(file, name)
			if err != nil {
				return err
			}
			*into = value
		}
		return nil
	}
	before := make([]int64, len(inits))
	for i, c := range containers {
		f := &found[i]
		if err := read(c, "smaps_rollup", map[string]*int64{"Anonymous": &f.Anonymous, "Pss": &f.PSS, "Rss": &f.RSS}); err != nil {
			return nil, err
		}
		if err := read(c, "status", map[string]*int64{"Threads": &f.Threads, "voluntary_ctxt_switches": &before[i]}); err != nil {
			return nil, err
		}
	}
	time.Sleep(watched)
	for i, c := range containers {
		if err := read(c, "status", map[string]*int64{"voluntary_ctxt_switches": &found[i].WakeUps}); err != nil {
			return nil, err
		}
		found[i].WakeUps -= before[i]
	}
	return found, nil
}
