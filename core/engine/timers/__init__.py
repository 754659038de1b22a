"""The clock of a case: what runs, when it wakes, what repeats."""
