"""The hooks for what a plugin does beside the steps, in a process of its own; they belong to `core.plugin_api.specs` as the others do."""

from __future__ import annotations

from collections.abc import Mapping

from core.model.plugins_beside import ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.plugin_api.markers import hookspec


@hookspec
def rutin_reactions(settings: Mapping[str, object]) -> tuple[ReactionDef, ...]:  # type: ignore[empty-body]
    """Says what the plugin does when something has happened in a case.

    When:
        At start and by `rutin check`; each reaction is compared with the loaded routines. A reaction itself is called in the plugin's own
        process after the step that it reacts to has been written, at least once: with the same `key` each time it is tried again.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Which events each waits for, which facts it reads (needs `personal_data`), what it may wish (needs `act` when that changes a case),
        the events it raises and the routines it opens, and what is called. A call that raises, answers with something else, takes too long
        or too much memory, or wishes what is refused, is tried again with longer and longer waits and then stands among what has stopped.
        Reactions that set each other off for ever are refused, those of several plugins too.

    Order:
        None: the reactions to an event are tried one by one, and each by itself.

    Example:
        ```python
        from core.plugin_api import ReactionCall, ReactionDef, Wish, WriteNote, hookimpl


        @hookimpl
        def rutin_reactions() -> tuple[ReactionDef, ...]:
            def remind(call: ReactionCall) -> tuple[Wish, ...]:
                return (WriteNote(f"Cykeln skulle ha varit tillbaka: {call.step}"),)

            return (ReactionDef("paminn", "Noterar sena cyklar", ("deadline_missed",), ("note",), remind),)
        ```

    Since:
        1
    """


@hookspec
def rutin_channels(settings: Mapping[str, object]) -> tuple[ChannelDef, ...]:  # type: ignore[empty-body]
    """Gives ways of getting letters and messages to people.

    When:
        At start and by `rutin check`. A channel itself is called in the plugin's own process when a letter has gone out by it (`by: epost`
        in the routine) or a reaction wishes a message, at least once: with the same `key` each time it is tried again.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        What each channel is called in routines, which facts hold the addresses, and what hands a delivery over. It answers `Sent`, or
        `NotSent` when it can never be sent; both are written in the case's history. Raising means later.
        The conformance suite has it send to nobody, in a process whose network is closed: turning to the network is right, and so is
        `NotSent`; raising before that is not.
        Needs `network` and `personal_data`.

    Order:
        None: two channels with one id are a problem.

    Example:
        ```python
        from core.plugin_api import ChannelDef, Delivery, NotSent, SendAnswer, Sent, hookimpl


        @hookimpl
        def rutin_channels() -> tuple[ChannelDef, ...]:
            def post(delivery: Delivery) -> SendAnswer:
                return Sent(delivery.key) if delivery.to else NotSent("Adressen saknas.")

            return (ChannelDef("cykelbud", "Cykelbud", "phone", post, {"lantagare": "telefon"}),)
        ```

    Since:
        1
    """


@hookspec
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:  # type: ignore[empty-body]
    """Gives panels that stand beside a case.

    When:
        At start and by `rutin check`; each panel is compared with the loaded routines. A panel itself is called in the plugin's own process
        when somebody has opened a case of its routines: the page is shown first and fetches the panel afterwards.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Which routines each stands in, which facts it reads, and what is called. It gives blocks, which Rutin
        draws. When it fails a sentence stands there instead. Needs `pages` and `personal_data`.

    Order:
        Panels stand in the order given, those of a plugin together.

    Example:
        ```python
        from core.plugin_api import Block, Fields, PanelCall, PanelDef, hookimpl


        @hookimpl
        def rutin_panels() -> tuple[PanelDef, ...]:
            def count(call: PanelCall) -> tuple[Block, ...]:
                return (Fields((("Cyklar", str(call.case.facts.get("antal", "inga än"))),)),)

            return (PanelDef("cyklar", "Cyklar", ("cykellan",), count, reads=("antal",)),)
        ```

    Since:
        1
    """


@hookspec
def rutin_pages(settings: Mapping[str, object]) -> tuple[PageDef, ...]:  # type: ignore[empty-body]
    """Gives pages of the plugin's own, under ``/KOMMUN/tillagg/PLUGIN/ID`` and nowhere else.

    When:
        At start and by `rutin check`; roles, routines and facts are compared with the municipality's. A page itself is called in the
        plugin's own process when somebody with one of its roles opens it, sends one of its forms, or fetches one of its files.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Who may open each, which cases it reads, which routines it may open cases of, and what is called. It gives blocks that Rutin draws,
        or a file. Cases are opened as the reader. Needs `pages`; `personal_data` to read cases; `act` to open them.

    Order:
        Pages stand in the menu in the order given, under the overview.

    Example:
        ```python
        from core.plugin_api import CasesRead, PageAnswer, PageCall, PageDef, Row, Shown, Table, hookimpl


        @hookimpl
        def rutin_pages() -> tuple[PageDef, ...]:
            def list_all(call: PageCall) -> PageAnswer:
                rows = tuple(Row((line.started,), line.case) for line in call.cases)
                return Shown((Table("Utlånade cyklar", ("Sedan",), rows),))

            return (PageDef("lista", "Utlånade", ("cykelvard",), list_all, (CasesRead("cykellan"),)),)
        ```

    Since:
        1
    """


@hookspec
def rutin_reports(settings: Mapping[str, object]) -> tuple[ReportDef, ...]:  # type: ignore[empty-body]
    """Gives reports: numbers over many cases for a period, which no report in municipality.yaml can count.

    When:
        At start and by `rutin check`; roles, the routine and its facts are compared with the municipality's. A report itself is called in
        the plugin's own process when somebody with one of its roles opens it or fetches it as a file.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Who may read each, for which periods, which routine and facts it reads, and what is called. It gives numbers, which Rutin draws and
        puts in files; those below `smallest` are hidden, and so are those that would give them away. Needs `personal_data`.

    Order:
        After the municipality's own reports, in the order given.

    Example:
        ```python
        from core.plugin_api import ReportAnswer, ReportCall, ReportDef, ReportFigure, ReportLine, hookimpl


        @hookimpl
        def rutin_reports() -> tuple[ReportDef, ...]:
            def count(call: ReportCall) -> ReportAnswer:
                long = sum(line.rounds.get("forlangning", 0) > 2 for line in call.cases)
                return ReportAnswer((ReportFigure("Förlängda mer än två gånger", (ReportLine("", (long,)),)),))

            return (ReportDef("omlan", "Långa lån", "cykellan", "quarter", ("cykelvard",), count),)
        ```

    Since:
        1
    """


@hookspec
def rutin_rotas(settings: Mapping[str, object]) -> tuple[RotaDef, ...]:  # type: ignore[empty-body]
    """Gives ways of sharing duty: who gets the days of a month that nobody has yet.

    When:
        At start and by `rutin check`; roles are compared with those of municipality.yaml that go round (`among`). A way itself is called in
        the plugin's own process when one of those who share a duty asks for the month to be filled in.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        What each is called and for which roles it is, and what is called. It is told of colleagues by their ids and of no case, so it
        needs no grant. What it gives is held to the days and the colleagues it was told of, written down in the name of whoever asked,
        and may be changed day by day afterwards.

    Order:
        After Rutin's own way, one after the other, in the order given.

    Example:
        ```python
        from core.plugin_api import RotaAnswer, RotaCall, RotaDef, hookimpl


        @hookimpl
        def rutin_rotas() -> tuple[RotaDef, ...]:
            def first(call: RotaCall) -> RotaAnswer:
                return RotaAnswer({day: call.among[0] for day in call.days if day not in call.named and call.among})

            return (RotaDef("forst", "den första varje dag", first),)
        ```

    Since:
        1
    """
