"""The case page: what is next, what stands on each card, and who may do it."""
