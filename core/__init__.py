"""Rutin's core: a municipality's routine as YAML, checked, proven and run."""
