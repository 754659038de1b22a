"""The pure heart: `decide` says what happens, `evolve` says what the case is afterwards, `due` says when.

Which module has what: see docs/architecture.md.
"""
