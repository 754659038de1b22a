"""Plugins that come with Rutin, one folder each."""
