package kernel

// Now returns the time of the world.
func Now() uint64 {
	world.count()
	return world.now
}

// Backoff lets ten milliseconds pass, and what happens meanwhile.
func Backoff() {
	end := world.now + 10
	for len(world.events) > 0 && world.events[0].at <= end {
		world.step()
	}
	world.now = end
}
