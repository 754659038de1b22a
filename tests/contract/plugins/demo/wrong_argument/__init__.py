"""A plugin whose hook takes an argument that is not there."""
