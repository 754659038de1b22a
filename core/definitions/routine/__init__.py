"""A routine's own sections: settings, facts, values, letters."""
