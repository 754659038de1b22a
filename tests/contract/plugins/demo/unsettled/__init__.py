"""A plugin whose functions fail when they are called."""
