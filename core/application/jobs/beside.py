"""What a municipality's plugins do beside the steps: which reactions and channels an event concerns, as jobs written with it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from core.model import events as ev
from core.model.case import Case, step_of
from core.model.events import EVENT_TYPES, Recorded
from core.model.plugins_beside import ChannelDef, ReactionDef, ReportDef, RotaDef
from core.plugin_api import Hosts, Plugins
from core.storage.port import Job

REACT, DELIVER, SEVERAL = "react", "deliver", "several"
KINDS = frozenset({REACT, DELIVER})
"""The jobs that plugins carry out."""


class React(msgspec.Struct, frozen=True):
    """Payload of a ``react`` job: the reaction `reaction` of `plugin` to event number `seq` of the case. `trail`: what led to the event."""

    plugin: str
    reaction: str
    seq: int
    trail: tuple[str, ...] = ()


class Deliver(msgspec.Struct, frozen=True):
    """Payload of a ``deliver`` job: the case's letter number `letter`, to whom it is, by `channel`."""

    letter: int
    channel: str
    to: str | None = None
    trail: tuple[str, ...] = ()


class Beside:
    """The reactions and channels of one municipality. With no plugins, asking costs one look in an empty table an event."""

    def __init__(self, plugins: Plugins | None = None, hosts: Hosts | None = None) -> None:
        self.plugins = plugins or Plugins()
        self.hosts = hosts or Hosts(self.plugins.loaded)
        self.titles = {plugin.use.name: plugin.info.title for plugin in self.plugins.loaded}
        self.reactions = {(p.use.name, r.id): r for p in self.plugins.loaded for r in p.reactions}
        self.channels: dict[str, tuple[str, ChannelDef]] = {
            channel.id: (plugin.use.name, channel) for plugin in self.plugins.loaded for channel in plugin.channels
        }
        self.reports: dict[str, tuple[str, ReportDef]] = {
            f"{p.use.name}.{r.id}": (p.use.name, r) for p in self.plugins.loaded for r in p.reports
        }
        self.rotas: dict[str, tuple[str, RotaDef]] = {
            f"{p.use.name}.{r.id}": (p.use.name, r) for p in self.plugins.loaded for r in p.rotas
        }
        self._by_event: dict[type[ev.Event], list[tuple[str, ReactionDef]]] = {}
        for (plugin, _), reaction in self.reactions.items():
            for event in reaction.to:
                self._by_event.setdefault(EVENT_TYPES[event], []).append((plugin, reaction))

    def jobs(self, case: Case, events: Iterable[Recorded], trail: tuple[str, ...]) -> tuple[Job, ...]:
        """What plugins are to do about `events` afterwards. `trail` are the reactions that led to them."""
        if not self._by_event and not self.channels:
            return ()
        found: list[Job] = []
        for recorded in events:
            event = recorded.event
            for plugin, reaction in self._by_event.get(type(event), ()):
                if concerns(reaction, case.process, event):
                    key = f"{case.id}:{recorded.seq}:{plugin}.{reaction.id}"
                    payload = React(plugin, reaction.id, recorded.seq, trail)
                    found.append(Job(key, REACT, case.id, msgspec.json.encode(payload)))
            if isinstance(event, ev.LetterSent) and event.channel in self.channels:
                letter = Deliver(int(event.letter), event.channel, event.to, trail)
                key = f"{case.id}:{recorded.seq}:{event.channel}"
                found.append(Job(key, DELIVER, case.id, msgspec.json.encode(letter)))
        return (_together(found),) if len(found) > 1 else tuple(found)

    def close(self) -> None:
        """Ends the plugins' processes."""
        self.hosts.close()


def _together(jobs: list[Job]) -> Job:
    """One job that stands for several until the worker comes: a row is what costs the step."""
    first = jobs[0]
    return Job(f"{first.key}:{SEVERAL}", SEVERAL, first.case, msgspec.msgpack.encode(jobs))


def apart(job: Job) -> tuple[Job, ...]:
    """The jobs that a ``several`` job stands for."""
    return msgspec.msgpack.decode(job.payload, type=tuple[Job, ...])


def concerns(reaction: ReactionDef, process: str, event: ev.Event) -> bool:
    """Whether the event is in one of the reaction's routines and about one of its steps."""
    if reaction.processes and process not in reaction.processes:
        return False
    return not reaction.about or step_of(ev.step_in_clear(event)).partition("/")[0] in reaction.about


def plugin_of(beside: Beside, job: Job) -> str:
    """The plugin that a job is for; "" when nobody has the channel any more, or the job cannot be read."""
    try:
        if job.kind == REACT:
            return msgspec.json.decode(job.payload, type=React).plugin
        channel = msgspec.json.decode(job.payload, type=Deliver).channel
    except msgspec.MsgspecError:
        return ""
    return beside.channels.get(channel, ("", None))[0]
