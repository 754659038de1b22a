"""Files that somebody sends with a form: taken apart, and read as text however the spreadsheet wrote it. Nothing is kept of a file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

MARKED = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs themselves begin: new ones and old ones."""
_BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";]{1,70})"?', re.IGNORECASE)
_NAME = re.compile(rb'[;\s]name="([^"\r\n]*)"')
_FILE = re.compile(rb'[;\s]filename="([^"\r\n]*)"')


class NoText(ValueError):  # noqa: N818 - told to people
    """The file is no text; the message is a Swedish sentence that says what to do."""


def boundary_of(content_type: str) -> bytes | None:
    """What parts the body, when it is a form with files."""
    found = _BOUNDARY.match(content_type)
    return found[1].encode("latin-1", "replace") if found else None


def parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, bool, bytes]]:
    """(name, whether it is a file, content) of each part, in order. What is no part is passed over."""
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if found and name:
            yield name[1].decode("utf-8", "replace"), _FILE.search(head) is not None, content


def text_of(content: bytes) -> str:
    """The file as text: UTF-8, UTF-16 with its mark, or else Windows-1252 as Swedish Excel writes it. Raises NoText."""
    if content.startswith(SHEETS):
        raise NoText("Filen är ett kalkylark. Spara den som CSV i kalkylprogrammet och välj den filen.")
    try:
        text = content.decode("utf-16" if content.startswith(MARKED) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text or "\ufffd" in text:
        raise NoText("Filen är ingen textfil. Välj en CSV-fil ur kalkylprogrammet.")
    return text
