"""Decisions and tables."""
