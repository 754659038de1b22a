"""The pure heart: `decide` says what happens, `evolve` says what the case is afterwards, `due` says when.

- `evolve` — events to case, knowing no definition, calendar, clock or expression
- `kernel` — commands to events: who may, what is asked, what follows
- `moves` — entering, completing, leaving and ending, one list of steps at a time
- `running` — deadlines and wakes of an open case; the clock
- `reading` — what an expression sees of a case
- `calendar`, `deadlines`, `windows` — the one reckoning of time
"""
