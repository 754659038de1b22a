"""A letter says what its template says, and nothing that somebody wrote can become markup."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RutinError
from core.letters import Paper, compose, to_html, to_pdf
from core.letters.blocks import Words

TEMPLATE = """# Kallelse

Hej {namn}! Du är välkommen **{samtal.slot}**.

Ta med:

{documents}

1. Ring
2. Kom *i tid*, se [sidan](https://exempel.se)

> Lagen säger så.

---

## Så överklagar du
"""


def html(text: str, words: Words) -> str:
    return to_html(compose(text, words, lambda name: f"[{name} saknas]")[0])


def test_every_part_of_a_template_comes_out() -> None:
    words: Words = {"namn": "Kim", "samtal.slot": "i dag", "documents": ("Hyreskontrakt", "Lönebesked")}
    assert html(TEMPLATE, words) == (
        "<h3>Kallelse</h3><p>Hej Kim! Du är välkommen <strong>i dag</strong>.</p><p>Ta med:</p>"
        "<ul><li>Hyreskontrakt</li><li>Lönebesked</li></ul>"
        "<ol><li>Ring</li><li>Kom <em>i tid</em>, se sidan (https://exempel.se)</li></ol>"
        "<blockquote><p>Lagen säger så.</p></blockquote><hr><h4>Så överklagar du</h4>"
    )


def test_what_is_missing_is_shown_and_named_once() -> None:
    blocks, missing = compose("{a} {b} {a}", {"b": "x"}, lambda name: f"[{name}]")
    assert to_html(blocks) == "<p>[a] x [a]</p>"
    assert missing == ("a",)


def test_an_empty_list_leaves_nothing_behind() -> None:
    assert html("Före\n\n{documents}\n\nEfter", {"documents": ()}) == "<p>Före</p><p>Efter</p>"


def test_several_texts_inside_a_sentence_are_said_in_a_row() -> None:
    assert html("Ta med {documents}.", {"documents": ("a", "b")}) == "<p>Ta med a, b.</p>"


def test_a_blank_with_underscores_beside_emphasis_stays_whole() -> None:
    assert html("*{for_namn}* {efter_namn}", {"for_namn": "A", "efter_namn": "B"}) == "<p><em>A</em> B</p>"


def test_line_ends_in_an_answer_are_kept() -> None:
    assert html("{adress}", {"adress": "Gatan 1\n123 45 Orten"}) == "<p>Gatan 1<br>123 45 Orten</p>"


def test_the_paragraphs_of_an_answer_that_stands_alone_are_paragraphs_of_the_letter() -> None:
    assert html("{skal}", {"skal": "Ett.\n\nTvå,\ntre.\n"}) == "<p>Ett.</p><p>Två,<br>tre.</p>"
    assert html("Skäl: {skal}", {"skal": "Ett.\n\nTvå."}) == "<p>Skäl: Ett.<br><br>Två.</p>"


@pytest.mark.parametrize(
    "nasty", ["<b>x</b>", "**fet**", "# rubrik", "[a](b)", "{namn}", "#let x = 1", "$y$", "`k`", "\\", "- a\n- b"]
)
def test_an_answer_is_never_markup(nasty: str) -> None:
    from html import escape

    assert html("{namn}", {"namn": nasty}) == f"<p>{escape(nasty).replace(chr(10), '<br>')}</p>"


def test_html_in_a_template_is_text() -> None:
    assert html("<script>x</script> och <b>", {}) == "<p>&lt;script&gt;x&lt;/script&gt; och &lt;b&gt;</p>"


def paper(text: str, words: Words) -> Paper:
    blocks, missing = compose(text, words, str)
    return Paper("Kallelse", ("Provstads kommun", "Enheten"), "Kim", "3 mars 2026", "A1B2C3D4", blocks, missing)


def inside(made: bytes) -> bytes:
    """What stands in a PDF, packed up."""
    streams = (
        zlib.decompressobj().decompress(s)
        for s in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)
        if s[:1] == b"\x78"
    )
    return made + b"".join(streams)


def test_the_pdf_is_tagged_in_swedish_and_titled() -> None:
    made = to_pdf(paper(TEMPLATE, {"namn": "Kim", "samtal.slot": "i dag", "documents": ("Intyg",)}))
    whole = inside(made)
    assert made.startswith(b"%PDF-1.7")
    assert b"StructTreeRoot" in whole
    assert re.search(rb"/Lang ?\(sv-SE\)", whole)
    assert b"pdfuaid" in whole


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_can_be_put_on_paper(answer: str) -> None:
    assert to_pdf(paper("# {a}\n\n- {a}\n\n> {a}", {"a": answer})).startswith(b"%PDF")


def test_an_empty_letter_can_be_put_on_paper() -> None:
    assert to_pdf(paper("", {})).startswith(b"%PDF")


@pytest.mark.parametrize("contents", [True, False])
def test_a_long_paper_may_begin_with_its_contents(contents: bool) -> None:
    made = inside(to_pdf(replace(paper("# Del\n\n- 1. Ett", {}), receiver="", reference="", contents=contents)))
    assert (b"/TOC" in made) is contents
    assert b"pdfuaid" in made


class PanicException(BaseException):
    """As what a library written in Rust raises when it breaks."""


BREAKS = "".join(map(chr, (*range(0x568, 0x5A4), *range(0x5C2, 0x5CB))))
"""A text over which Typst 0.15 panics: somebody has written it, or pasted it."""


def test_a_text_that_typst_breaks_on_is_a_letter_that_cannot_be_made_and_nothing_more() -> None:
    with suppress(RutinError):  # a later Typst may well set it
        assert to_pdf(paper("{a}", {"a": BREAKS})).startswith(b"%PDF")


def test_where_typst_breaks_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.compile", breaks(PanicException("hemligt")))
    with pytest.raises(RutinError) as raised:
        to_pdf(paper("{a}", {"a": "hemligt"}))
    assert raised.value.code == "letter_pdf"
    assert "hemligt" not in raised.value.text


def test_whoever_stops_the_program_stops_it_while_a_letter_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.compile", breaks(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        to_pdf(paper("a", {}))


def breaks(error: BaseException) -> Callable[..., bytes]:
    def compile_(*_: object, **__: object) -> bytes:
        raise error

    return compile_
