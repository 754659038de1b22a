"""A case's history in words."""
