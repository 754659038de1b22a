"""A plugin that refuses to start."""
