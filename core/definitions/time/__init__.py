"""Anchors, deadlines and windows as they are written."""
