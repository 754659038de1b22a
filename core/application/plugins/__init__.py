"""Plugins' pages, reports and ways of sharing duty, and what people do about plugins."""
