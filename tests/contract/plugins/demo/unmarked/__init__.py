"""A plugin that forgot to mark a hook."""
