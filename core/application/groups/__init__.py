"""Group sessions: booking, attendance, and changes of a series."""
