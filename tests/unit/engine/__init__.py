"""The kernel: decide and evolve."""
