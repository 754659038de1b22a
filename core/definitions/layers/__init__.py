"""Routines built on others, and kinds of steps that plugins bring."""
