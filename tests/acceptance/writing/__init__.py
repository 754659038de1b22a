"""What whoever writes a routine is told, and that what is written runs as it reads."""
