"""What lies on a ring of a graph, in time that grows with the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def on_rings(following: Mapping[str, Iterable[str]]) -> set[str]:
    """The nodes from which one can come back to the same node. Names that are no keys of `following` are passed over.

    What has nothing before or after it is taken away until all that is left may lie on a ring; only then is each one tried.
    """
    after = {node: {n for n in others if n in following} for node, others in following.items()}
    before: dict[str, set[str]] = {node: set() for node in after}
    for node, others in after.items():
        for other in others:
            before[other].add(node)
    _prune(after, before)
    _prune(before, after)
    return {node for node in after if node in before and _comes_back(node, after)}


def _prune(out: dict[str, set[str]], back: dict[str, set[str]]) -> None:
    """Takes away the nodes that lead nowhere by `out`; `back` is the same graph the other way round."""
    waiting = [node for node, others in out.items() if not others]
    while waiting:
        node = waiting.pop()
        if node not in out:
            continue
        del out[node]
        for other in back.pop(node, ()):
            if other in out:
                out[other].discard(node)
                if not out[other]:
                    waiting.append(other)


def _comes_back(start: str, after: Mapping[str, set[str]]) -> bool:
    reached: set[str] = set()
    waiting = list(after[start])
    while waiting:
        node = waiting.pop()
        if node == start:
            return True
        if node not in reached:
            reached.add(node)
            waiting.extend(after.get(node, ()))
    return False
