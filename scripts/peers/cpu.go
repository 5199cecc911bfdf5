package peers

// Event is what an init is given to do.
type Event struct {
	Name  string
	word  byte // for testdata/work.c
	times int  // events for a word
}

// The events: each comes after the last has been dealt with.
var (
	Signal = Event{"forwarded signal", 's', 200}
	Orphan = Event{"reaped orphan", 'o', 100}
)

// CPU measures the processor time that an init takes for an event, in nanoseconds, over at least count
// events. It and its command run on one processor, given by its number, so that waking up costs the same in
// each run.
func (b *Bench) CPU(init Init, event Event, count, cpu int) (float64, error) {
	c, err := b.open(init, cpu)
	if err != nil {
		return 0, err
	}
	defer c.close()
	measure := func(words int) (int64, error) {
		before, err := c.cpu()
		if err != nil {
			return 0, err
		}
		if err := c.work(event.word, words-1); err != nil {
			return 0, err
		}
		if _, err := c.tell.Write([]byte{event.word}); err != nil {
			return 0, err
		}
		if err := c.hear(); err != nil {
			return 0, err
		}
		after, err := c.cpu()
		return after - before, err
	}
	if _, err := measure(1); err != nil { // warms up
		return 0, err
	}
	words := (count + event.times - 1) / event.times
	ns, err := measure(words)
	return float64(ns) / float64(words*event.times), err
}
