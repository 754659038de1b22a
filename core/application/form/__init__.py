"""Forms: fields from facts, facts from texts, and what a form keeps when it comes back."""
