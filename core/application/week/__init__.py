"""One's own week, and who is on duty."""
