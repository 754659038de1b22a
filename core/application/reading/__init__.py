"""Who reads what, who somebody is, and who is protected."""
