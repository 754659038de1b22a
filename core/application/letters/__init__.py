"""Letters: made, looked at, and sent on their ways."""
