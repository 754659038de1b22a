"""A routine's steps, kind by kind, and what hangs on them."""
