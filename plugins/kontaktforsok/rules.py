"""How trying to reach somebody is written out as ordinary steps. Pure: no clock, no files, no case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Step = Mapping[str, object]

MOST: Final = 20
"""More tries than this is nobody's routine."""


def written_out(name: str, keys: Mapping[str, object], default_tries: int) -> tuple[list[Step], Mapping[str, Step]]:
    """The steps, and the counter they need.

    One task for each try, as many as `hogst`; then the road of whoever was never reached. Between the tries a wait, if `mellan` says how
    long: somebody may always try sooner.

    Args:
        name: the step's name.
        keys: ``title`` and ``role``; ``naddes`` and ``naddes_inte`` (roads as of an outcome: ``{go: …}`` or ``{end: …}``); perhaps
            ``hogst``, ``mellan``, ``asks``, ``help`` and ``deadline``.
        default_tries: how many tries where the step does not say.
    """
    again, pause, counter = f"{name}_igen", f"{name}_paus", f"{name}_antal"
    title, role = keys["title"], keys["role"]
    reached, given_up = _road(keys["naddes"]), _road(keys["naddes_inte"])
    more = {key: keys[key] for key in ("asks", "help", "deadline") if key in keys}
    steps: list[Step] = [
        {
            "task": name,
            "title": title,
            "role": role,
            **more,
            "outcomes": {
                "naddes": {"title": "Fick kontakt", "counts": counter, **reached},
                "naddes_inte": {"title": "Fick inte kontakt", "counts": counter, "go": again},
            },
        },
        {
            "choice": again,
            "title": "Fler försök",
            "when": [{"if": f"{counter} >= {keys.get('hogst', default_tries)}", **given_up}],
            "otherwise": {"go": pause if "mellan" in keys else name},
        },
    ]
    if "mellan" in keys:
        steps.append(
            {
                "wait": pause,
                "title": f"{title}: vänta till nästa försök",
                "role": role,
                "at_most": {"within": keys["mellan"], "go": name},
                "outcomes": {"come": {"title": "Försök igen nu", "go": name}},
            }
        )
    return steps, {counter: {"title": f"{title}: antal försök"}}


def _road(road: object) -> Step:
    return {key: value for key, value in road.items() if key in ("go", "end")} if isinstance(road, Mapping) else {}
