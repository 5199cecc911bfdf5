package peers

import "fmt"

// Event is what an init is given to do. It comes again when the last one has been dealt with.
type Event struct {
	what  byte // as testdata/work.c names it
	count int  // at once
}

// Signal is a signal that the command sends the init, and that the init forwards to the command.
var Signal = Event{what: 's', count: 1}

// Orphans are so many orphans that end at once.
func Orphans(count int) Event {
	return Event{what: 'o', count: count}
}

// Cost is what one signal or one orphan takes, in nanoseconds.
type Cost struct {
	CPU  float64 // of the init alone
	Wall float64 // until a signal arrives, or from the orphans' end until the last is reaped
}

// Cost measures an event so many times, in portions, and returns the medians of the portions, as
// other work on the machine comes in gusts. The init and its command run on one processor, given by
// its number, so that it costs the same each time to wake up the other.
func (b *Bench) Cost(init Init, event Event, times, processor int) (Cost, error) {
	c, err := b.open(init, processor)
	if err != nil {
		return Cost{}, err
	}
	cost, err := c.cost(event, times)
	c.close()
	if err != nil {
		return Cost{}, fmt.Errorf("%s: %w (%v)", init.Name, err, c.cmd.ProcessState)
	}
	return cost, nil
}

func (c *container) cost(event Event, times int) (Cost, error) {
	const warmUp = 100
	if _, err := c.work(Event{what: event.what, count: 1}, warmUp); err != nil {
		return Cost{}, err
	}
	portions := min(times, 10)
	cpus := make([]float64, portions)
	walls := make([]float64, portions)
	for i := range portions {
		before, err := c.cpu()
		if err != nil {
			return Cost{}, err
		}
		wall, err := c.work(event, times/portions)
		if err != nil {
			return Cost{}, err
		}
		after, err := c.cpu()
		if err != nil {
			return Cost{}, err
		}
		each := float64(times / portions * event.count)
		cpus[i] = float64(after-before) / each
		walls[i] = float64(wall) / each
	}
	return Cost{CPU: Median(cpus), Wall: Median(walls)}, nil
}
