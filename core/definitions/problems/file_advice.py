"""What to do with a whole file, by what kind of file it is."""

from __future__ import annotations

from pathlib import Path


def beginning(shown: str) -> str:
    """How such a file begins."""
    path = Path(shown)
    if path.parent.name == "scenarios":
        return "Ett scenario börjar med - scenario: och vad det visar."
    if path.name == "municipality.yaml":
        return "Kommunens fil börjar med municipality:, title: och code:."
    return "En rutin börjar med process:, title: och about:."


def smaller(shown: str) -> str:
    """What to do with such a file that is too big."""
    path = Path(shown)
    if path.parent.name == "scenarios":
        return "Några tiotal scenarier ryms i en fil. Dela upp dem på flera filer."
    if path.name == "municipality.yaml":
        return "Kommunens fil ryms på några tiotal kB. Flytta det som bara en rutin använder till rutinens egen fil."
    return "En rutin ryms på några tiotal kB. Dela upp den i flera rutiner."
