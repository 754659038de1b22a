"""Never answers."""
