"""`python -m core.cli` is the same as `rutin`."""

from core.cli import main

main()
