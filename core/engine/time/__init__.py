"""The one reckoning of time: calendar, deadlines, bookings, windows. Pure."""
