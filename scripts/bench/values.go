package main

import "dumb-init.alt/scripts/bench/peers"

// each returns the values of all inits.
func each(inits []peers.Init, value func(i int) float64) []float64 {
	values := make([]float64, len(inits))
	for i := range inits {
		values[i] = value(i)
	}
	return values
}

// median returns the middle one of the values of all.
func median[T any](all []T, value func(T) float64) float64 {
	values := make([]float64, len(all))
	for i := range all {
		values[i] = value(all[i])
	}
	return peers.Median(values)
}

func names(inits []peers.Init) []string {
	names := make([]string, len(inits))
	for i, init := range inits {
		names[i] = init.Name
	}
	return names
}

func microseconds(nanoseconds float64) float64 {
	return nanoseconds / 1e3
}

func kibibytes(bytes int) float64 {
	return float64(bytes) / 1024
}
