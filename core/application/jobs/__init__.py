"""What works by itself: timers, jobs, plugins' reactions, and what is told when they fail."""
