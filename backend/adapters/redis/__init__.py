"""What processes share through Redis: limits, slots, counts, heartbeats, pushes."""
