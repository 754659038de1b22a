"""The worklist and the other lists of tasks and cases."""
