"""Other units, other cases, other versions, letters."""
