"""The application room: words and small pure parts."""
