"""Data that never changes and that every other room speaks: definition, case, commands, events, time, people, problems.

No behaviour beyond themselves: rules live in `core.engine`, loading in `core.definitions`, storing in `core.storage`.
"""
