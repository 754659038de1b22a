"""The five municipalities' own routines."""
