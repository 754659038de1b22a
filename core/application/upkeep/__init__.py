"""What is done to all cases at once: new versions, a changed calendar, retention, rows made anew."""
