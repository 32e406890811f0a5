// The cache that Argo CD wants, in memory: a Redis for one test. `main ADDRESS` serves until it is told to end.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func main() {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	// By itself it forgets nothing: its time is moved on from outside.
	seconds := time.NewTicker(time.Second)
	for {
		select {
		case <-seconds.C:
			server.FastForward(time.Second)
		case <-ended:
			server.Close()
			return
		}
	}
}
