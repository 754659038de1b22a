"""E-mail as a channel for letters and messages."""
