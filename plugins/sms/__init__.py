"""Text messages as a channel, through any gateway that follows the contract in the README."""
