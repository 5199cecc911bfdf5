package peers

import "fmt"

// Event is what an init is given to do.
type Event struct {
	Name  string
	what  byte // for testdata/work.c
	count int
}

// The events: each comes after the last has been dealt with.
var (
	Signal = Event{"forwarded signal", 's', 1}
	Orphan = Orphans(1)
)

// Orphans are so many that end at once.
func Orphans(count int) Event { return Event{"reaped orphan", 'o', count} }

// Cost is what one signal or one orphan takes, in nanoseconds.
type Cost struct {
	CPU  float64 // of the init alone
	Wall float64 // from the signal to its arrival, or of the orphans from their end to the last's being reaped
}

// Cost measures an event so many times, in portions of which it returns the medians, as what else the machine does
// comes in gusts. The init and its command run on one processor, given by its number, so
// that waking up costs the same in each run.
func (b *Bench) Cost(init Init, event Event, times, cpu int) (cost Cost, err error) {
	c, err := b.open(init, cpu)
	if err != nil {
		return cost, err
	}
	defer func() {
		if c.close(); err != nil {
			err = fmt.Errorf("%s: %w (%v)", init.Name, err, c.cmd.ProcessState)
		}
	}()
	const warmUp = 100
	if _, err := c.work(Event{what: event.what, count: 1}, warmUp); err != nil {
		return cost, err
	}
	portions := min(times, 10)
	var cpus, walls []float64
	for range portions {
		before, err := c.cpu()
		if err != nil {
			return cost, err
		}
		wall, err := c.work(event, times/portions)
		if err != nil {
			return cost, err
		}
		after, err := c.cpu()
		if err != nil {
			return cost, err
		}
		each := float64(times / portions * event.count)
		cpus, walls = append(cpus, float64(after-before)/each), append(walls, float64(wall)/each)
	}
	return Cost{CPU: Median(cpus), Wall: Median(walls)}, nil
}
