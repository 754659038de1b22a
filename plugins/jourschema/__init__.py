"""Tells a unit's mailbox when something in a case needs somebody to look."""
