"""Decisions, tables, reasons and earlier cases."""
