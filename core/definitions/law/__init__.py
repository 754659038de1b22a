"""Laws as dated data, and references to them."""
