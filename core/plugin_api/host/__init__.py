"""A process of its own for each plugin that acts beside the steps, so that one which hangs, dies or eats memory hurts only itself."""
