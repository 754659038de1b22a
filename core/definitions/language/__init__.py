"""The language: which keys there are, and what may stand under each."""
