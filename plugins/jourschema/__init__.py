"""Fills in duty so that it is shared fairly."""
