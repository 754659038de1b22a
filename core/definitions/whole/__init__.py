"""What shows only in the whole routine."""
