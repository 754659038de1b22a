"""A step of a case, from a form's texts to durable events."""
