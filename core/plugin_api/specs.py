"""Every hook there is. A hook exists only when a real plugin uses it; docs/reference/hooks.md is generated from this file.

Each plugin is asked by itself, with its own settings, in the order in which municipality.yaml names the plugins. A plugin
answers the hooks it needs and leaves the others out; it may leave out arguments it does not use.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.model.plugins import AssessorDef, ExpressionFunction, FactTypeDef, PluginInfo, RegisterDef, StepKindDef
from core.plugin_api.markers import hookspec
from core.plugin_api.specs_beside import (
    rutin_channels,
    rutin_pages,
    rutin_panels,
    rutin_reactions,
    rutin_reports,
    rutin_rotas,
)
from core.plugin_api.specs_tools import rutin_commands, rutin_config_checks, rutin_demo

__all__ = [
    "rutin_channels",
    "rutin_commands",
    "rutin_config_checks",
    "rutin_demo",
    "rutin_pages",
    "rutin_panels",
    "rutin_reactions",
    "rutin_reports",
    "rutin_rotas",
]


@hookspec
def rutin_plugin() -> PluginInfo:  # type: ignore[empty-body]
    """Says who the plugin is and what it needs. The only hook that every plugin must answer.

    When:
        First of all, at start, once for each municipality that names the plugin, and by `rutin check`.

    Returns:
        Name, title, version, the API version it was written for, the JSON Schema of its settings, and what it must be granted.

    Order:
        Before the plugin's settings are checked and before any other hook of the same plugin.

    Example:
        ```python
        from core.plugin_api import API_VERSION, PluginInfo, hookimpl


        @hookimpl
        def rutin_plugin() -> PluginInfo:
            needs = frozenset({"personal_data", "network", "act", "pages"})
            return PluginInfo("cykelpool", "Cykelpool", "1.0.0", API_VERSION, may=needs)
        ```

    Since:
        1
    """


@hookspec
def rutin_process_sources(settings: Mapping[str, object]) -> tuple[Path, ...]:  # type: ignore[empty-body]
    """Gives the process files that the plugin carries.

    When:
        At start and by `rutin check`, after the settings have been found right and before the municipality's routines are loaded.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Full paths of YAML files. They are loaded and checked exactly as the municipality's own processes. A file may build on a shared
        routine (`based_on: _national/kaa`) and say only what differs; it is then built in each municipality that names the plugin.

    Order:
        Files of plugins are read after the municipality's own. Two processes with one id are a problem, whoever brings them.

    Example:
        ```python
        from pathlib import Path

        from core.plugin_api import hookimpl


        @hookimpl
        def rutin_process_sources() -> tuple[Path, ...]:
            return (Path(__file__).parent / "processes" / "cykellan.yaml",)
        ```

    Since:
        1
    """


@hookspec
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:  # type: ignore[empty-body]
    """Gives functions that expressions in YAML may call.

    When:
        At start and by `rutin check`, before the routines are loaded, since they are type-checked against the functions. The
        functions themselves are called each time an expression that names them is evaluated: keep them fast.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Pure functions with declared types: the same arguments always give the same answer, nothing is read or written. One that
        cannot tell from what it is given (a share of an income of 0) gives None: a person is asked instead (`title` is the question),
        and told which facts it rested on. So it is when one raises or gives the wrong type, which is an incident too.

    Order:
        None between plugins: two functions with one name, or a name that Rutin has itself, are a problem.

    Example:
        ```python
        from core.plugin_api import ExpressionFunction, hookimpl


        @hookimpl
        def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
            def is_even(number: int) -> bool:
                return number % 2 == 0

            return (ExpressionFunction("jamnt", ("whole_number",), "yes_no", is_even, title="Är antalet jämnt"),)
        ```

    Since:
        1
    """


@hookspec
def rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...]:  # type: ignore[empty-body]
    """Gives registers: live lists of the open cases that have come to a certain moment.

    When:
        At start and by `rutin check`; each register is compared with the loaded routines, so a process, step or fact that does
        not exist is found before any case.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        What each register is called, which moment takes a case into it, and which facts it shows. Rutin keeps the rows in the same
        transaction as the case and draws the page; a case leaves when it ends. Needs the grant `personal_data`.

    Order:
        Shown in the order given; two registers with one id are a problem.

    Example:
        ```python
        from core.plugin_api import RegisterDef, hookimpl


        @hookimpl
        def rutin_registers() -> tuple[RegisterDef, ...]:
            return (RegisterDef("utlanade", "Utlånade cyklar", "cykellan", "utlaning.done", ("namn",)),)
        ```

    Since:
        1
    """


@hookspec
def rutin_fact_types(settings: Mapping[str, object]) -> tuple[FactTypeDef, ...]:  # type: ignore[empty-body]
    """Gives types that facts in routines may have.

    When:
        At start and by `rutin check`, before the routines are loaded. `read` is called when somebody fills in such a fact and once
        more when it is written down, `show` each time the value is shown to people. Replaying a case calls neither.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Types with pure functions. `read` gives the value to keep, or `Unreadable` with a sentence in Swedish that says what to write.
        When `read` fails, what was written is kept as it is, and when `show` fails, the value is shown as it is kept; both become
        incidents. A type that tells something about a person needs the grant `personal_data`.

    Order:
        None between plugins: two types with one name, or a name that Rutin has itself, are a problem.

    Example:
        ```python
        from core.plugin_api import FactTypeDef, Unreadable, hookimpl


        def ramnummer(text: str) -> str | Unreadable:
            plain = text.replace(" ", "").upper()
            return plain if plain.isalnum() else Unreadable("Skriv ramnumret med bokstäver och siffror, till exempel WBK 1234.")


        @hookimpl
        def rutin_fact_types() -> tuple[FactTypeDef, ...]:
            return (FactTypeDef("ramnummer", "Ramnummer", ramnummer, hint="Står under vevlagret."),)
        ```

    Since:
        1
    """


@hookspec
def rutin_assessors(settings: Mapping[str, object]) -> tuple[AssessorDef, ...]:  # type: ignore[empty-body]
    """Gives assessors: what judges a row of a decision table (``assessed_by:``) where a condition cannot say it, or not why.

    When:
        At start and by `rutin check`, before the routines are loaded, since what an assessor is given is type-checked. The assessors
        themselves are called when the table is read: when its value decides the way or is shown, and when the decision is taken.
        Replaying a case calls none.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Assessors with pure functions. The answer says whether the row holds, what it rests on and, when it was near, what would have
        changed it; the decision keeps all three with the plugin and its version. An assessor that answers None cannot tell, and one that
        fails or takes more than a second tells nothing (an incident): then the row is asked of a person, who writes why. It is never
        a silent yes or no. Parameters that tell who somebody is need the grant `personal_data`.

    Order:
        None between plugins: two assessors with one name, or one named as a function, are a problem.

    Example:
        ```python
        from core.plugin_api import Assessment, AssessorDef, hookimpl


        def raecker_hojden(langd: int) -> Assessment:
            short = 140 - langd
            return Assessment(
                met=short <= 0,
                motivation=f"Är {langd} cm lång. Cykeln kräver 140 cm.",
                nearly=f"Det saknas {short} cm." if 0 < short <= 5 else "",
            )


        @hookimpl
        def rutin_assessors() -> tuple[AssessorDef, ...]:
            return (AssessorDef("racker_hojden", "Kroppslängd", {"langd": "whole_number"}, raecker_hojden),)
        ```

    Since:
        1
    """


@hookspec
def rutin_step_kinds(settings: Mapping[str, object]) -> tuple[StepKindDef, ...]:  # type: ignore[empty-body]
    """Gives kinds of steps, made of the kinds there are.

    When:
        At start and by `rutin check`, before the routines are loaded. `expand` is called when a routine that has such a step is
        loaded: what it gives takes the step's place before layers, checks and the proof, as if it stood in the file. A running case
        needs no plugin, for its version of the routine is kept written out.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Kinds with the JSON Schema of their keys, and a pure function. The first step it gives has the name that the routine gave, and
        everything else a name that begins so. A text that is passed on keeps its line; what the plugin wrote itself is told at the
        step's line. `Misused` says what the schema cannot. Failing is a problem at the step's line. The conformance suite writes out
        what the schema gives under `examples`.

    Order:
        None between plugins: two kinds with one name, or a word that steps have already, are a problem.

    Example:
        ```python
        from core.plugin_api import Expansion, StepKindDef, StepUse, hookimpl


        def kvittens(use: StepUse) -> Expansion:
            back = {"title": f"{use.keys['title']}: lämna tillbaka", "role": use.keys["role"]}
            steps = [{"task": use.name, "title": use.keys["title"], "role": use.keys["role"]}]
            return Expansion([*steps, {"task": f"{use.name}_ater", **back}])


        @hookimpl
        def rutin_step_kinds() -> tuple[StepKindDef, ...]:
            keys = {"title": {"type": "string"}, "role": {"type": "string"}}
            schema = {"type": "object", "properties": keys, "required": ["title", "role"], "additionalProperties": False}
            examples = [{"title": "Lämna ut cykeln", "role": "handlaggare"}]
            return (StepKindDef("kvittens", "Lämna ut och få tillbaka", {**schema, "examples": examples}, kvittens),)
        ```

    Since:
        1
    """
