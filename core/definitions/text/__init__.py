"""From bytes to YAML with places, checked against the keys."""
