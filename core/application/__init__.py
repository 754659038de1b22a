"""What can be done with Rutin: load, decide and append in one transaction; worklist, case page, jobs and timers.

The pages and the commands talk to `core.application.service.Rutin` and get the frozen views of `core.application.case.views`.
"""
