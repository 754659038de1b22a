"""Who may see what of whom."""
