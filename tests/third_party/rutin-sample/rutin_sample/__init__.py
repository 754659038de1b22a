"""The lending of a library bus."""
