"""Standing meetings that take up many cases."""
