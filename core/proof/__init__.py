"""Proof that a routine can always be finished, and that nothing in it is in vain.

The kernel itself is explored with time taken away: every move that anybody, another case or the clock could make, with every answer
that some condition can tell apart. One door: `prove`.
"""

from core.proof.proving import Proof, examine, prove

__all__ = ["Proof", "examine", "prove"]
