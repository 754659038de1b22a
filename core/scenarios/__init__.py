"""Scenarios: example cases a process owner writes beside the routines, played through the application's own door.

A scenario says what is given, what happens and what is then to hold. One door: `running.play`.

What is written is read and its names looked up without the application, which is imported where something is played: `rutin check` reads
the invented cases of `rutin demo` too, and is to be quick.
"""
