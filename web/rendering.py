"""Templates to text: the whole page or, for htmx, the part inside ``main`` and the menu, from the same template."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from markupsafe import Markup, escape

from core.application.form.views import Field, Option
from core.model.plugin_pages import Block
from core.visible import visible
from core.words import capital, inside, iso_day_words, list_words
from web import inputs
from web.pages import Page, Row, Shell

HERE = Path(__file__).parent
STATIC = HERE / "static"
LONG = 600
"""Characters: of what is longer the beginning is shown, and the rest when it is asked for."""


def static_digest(folder: Path = STATIC) -> str:
    """A short digest over every static file: part of their address, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def environment() -> Environment:
    """The template environment: everything escaped, a misspelt name an error, templates compiled once."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["capital"] = capital
    env.filters["inside"] = inside
    env.filters["listed"] = list_words
    env.filters["iso_day_words"] = iso_day_words
    env.filters["paragraphs"] = paragraphs
    env.filters["whole_days"] = whole_days
    env.filters["element_id"] = element_id
    env.filters["by_table"] = by_table
    env.filters["nested"] = nested
    env.filters["block_kind"] = block_kind
    env.filters["seen"] = visible
    env.filters["as_options"] = as_options
    env.tests["long"] = is_long
    env.filters["trusted_svg"] = Markup  # drawn by core.diagram, which escapes every word
    env.filters["trusted_letter"] = Markup  # drawn by core.letters, which escapes every word
    inputs_here = (inputs.fits, inputs.input_hint, inputs.input_mode, inputs.input_size, inputs.input_type)
    env.globals.update({each.__name__: each for each in (*inputs_here, inputs.local_parts)})
    env.filters["work_rows"] = row_drawer(env)
    return env


def row_drawer(env: Environment) -> Callable[[Iterable[Row]], Markup]:
    """The filter that draws rows of the worklist.

    A row that is the same, word for word, as one drawn before is not drawn again: people come back to their list all day and
    find it much the same. What is kept is bounded and goes with the process, as the store's own cache does.
    """
    macro = env.get_template("macros/work.html").module.row  # type: ignore[attr-defined]

    @lru_cache(maxsize=2048)
    def drawn(row: Row) -> str:
        return str(macro(*row))

    def work_rows(rows: Iterable[Row]) -> Markup:
        return Markup("".join(map(drawn, rows)))  # noqa: S704 - drawn by the macro, which escapes every word

    return work_rows


def by_table(fields: Iterable[Field]) -> list[tuple[str, list[Field]]]:
    """Fields in their order, a table's lines together where its first one stands: (the table's title or "", its fields)."""
    groups: list[tuple[str, list[Field]]] = []
    for field in fields:
        home = next((lines for table, lines in groups if table and table == field.table), None)
        if home is None and not field.table and groups and not groups[-1][0]:
            home = groups[-1][1]
        if home is None:
            home = []
            groups.append((field.table, home))
        home.append(field)
    return groups


class Asked(NamedTuple):
    """A field, and those that are asked for after some of its answers, by those answers as classes of the style sheet (``if-yes``)."""

    field: Field
    after: dict[str, list[Asked]]


def nested(fields: Iterable[Field]) -> list[Asked]:
    """Fields in their order; one that hangs on another's answer stands under it, when both are in the form."""
    nodes = {field.name: Asked(field, {}) for field in fields}
    roots = []
    for node in nodes.values():
        owner = nodes.get(node.field.when[0]) if node.field.when else None
        if owner is None or node.field.when is None or owner is node:
            roots.append(node)
        else:
            owner.after.setdefault(_shown_after(owner.field, node.field.when[1]), []).append(node)
    return roots


def _shown_after(owner: Field, answers: str) -> str:
    """The classes of what is shown after some answers: which of the alternatives they are, from 1."""
    if owner.kind in {"yes_no", "judgement"}:
        return f"if-{answers}"
    wanted = answers.split()
    numbers = [f"if-{number}" for number, option in enumerate(owner.options, 1) if option.value in wanted]
    return " ".join(("if-one", *numbers))


def block_kind(block: Block) -> str:
    """The name of a block's kind; a template cannot ask for a type."""
    return type(block).__name__


def as_options(options: Iterable[tuple[str, str]]) -> list[Option]:
    """(value, title) as options of a dropdown."""
    return [Option(value, title) for value, title in options]


def is_long(text: str) -> bool:
    """Whether only the beginning of a person's text is shown at first."""
    return len(text) > LONG


def paragraphs(text: str) -> Markup:
    """A person's text with its line ends kept, escaped."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def whole_days(text: str) -> Markup:
    """A text whose days (2026-11-16) are not broken at the end of a line, escaped."""
    return Markup(_DAY.sub(r'<span class="day">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped just before


def element_id(text: str) -> str:
    """`text` as part of an element id: ``samtal#2`` -> ``samtal-2``."""
    return text.replace("#", "-").replace("/", "-")


class Templates:
    """Draws pages."""

    def __init__(self) -> None:
        self._env = environment()
        self._base = self._env.get_template("base.html")

    def draw(self, page: Page, shell: Shell) -> str:
        """The page as HTML; only title, notice, what is inside ``main``, and menu when the shell says fragment.

        What is inside ``main`` is drawn once and then put into its surroundings, so page and fragment cannot differ.
        (Jinja's inheritance would pass every piece of text through three generators: a third of the time of a long list.)
        """
        main = Markup(render_block(self._env, page.template, "main", page=page, shell=shell))  # noqa: S704 - just drawn
        if not shell.fragment:
            return self._base.render(main=main, shell=shell)
        around = ("status", "paper", "menu")
        status, paper, menu = (render_block(self._env, "base.html", block, shell=shell) for block in around)
        return f"<title>{escape(shell.title)}</title>{status}{main}{paper}{menu}"

    def draw_block(self, template: str, block: str, page: Page, shell: Shell) -> str:
        """One named block of a template."""
        return render_block(self._env, template, block, page=page, shell=shell)
