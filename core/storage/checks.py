"""What every store checks of a step before it is written; a mistake here is a mistake in the caller."""

from __future__ import annotations

from core.storage.port import Append


def check(batch: Append) -> None:
    """Raises ValueError unless events, numbers, case and snapshot of `batch` fit together."""
    if not batch.events:
        raise ValueError("a step without events has nothing to store")
    for seq, recorded in enumerate(batch.events, batch.expected + 1):
        if recorded.seq != seq or recorded.case != batch.case:
            raise ValueError(f"event {recorded.case}/{recorded.seq} stands where {batch.case}/{seq} was expected")
    if batch.snapshot.id != batch.case or batch.snapshot.seq != batch.events[-1].seq:
        raise ValueError(f"the snapshot {batch.snapshot.id}/{batch.snapshot.seq} is not the case after its events")
    if any(row.case != batch.case for row in batch.tasks) or any(job.case != batch.case for job in batch.jobs):
        raise ValueError("open work and jobs belong to the case itself")
