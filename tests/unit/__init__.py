"""Tests: see docs/explanation/tests.md."""
