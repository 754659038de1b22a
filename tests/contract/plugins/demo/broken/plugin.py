"""Fails already when it is imported."""

raise ModuleNotFoundError("No module named 'finns_inte'")
