"""A kind of step: trying to reach somebody, a certain number of times."""
