"""Plugins through the public door."""
