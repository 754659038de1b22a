"""From events to case, and nothing else."""
