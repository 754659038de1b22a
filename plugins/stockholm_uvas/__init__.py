"""Stockholm's criteria for a specially adapted support measure, where a condition in YAML cannot say why."""
