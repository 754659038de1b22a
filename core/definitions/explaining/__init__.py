"""Told on: where a value comes from, what differs, schemas for editors, pages of the reference."""
