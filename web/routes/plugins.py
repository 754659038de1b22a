"""Plugins' own pages, their panels beside a case, and what has stopped and waits for a person."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from core.application.plugins.views import PageShown, Sent
from core.clock import new_id
from core.errors import NotFound, StorageError
from core.model.plugin_pages import File, is_file_name
from web import htmx
from web.forms import FormState, Posted
from web.pages import ErrorPage
from web.pages_plugins import PluginPage, PluginPanel, StoppedView
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere, respond_beside, shell_of

router = APIRouter()


@router.get("/{kommun}/driftstorningar")
def stopped(reader: ReaderHere) -> Response:
    """What has stopped, newest first, and the plugins."""
    found = reader.site.rutin.plugins.stopped(reader.slug, reader.actor)
    return reader.show(
        StoppedView("Driftstörningar", reader.base, reader.site.words(), found, FormState("storning", new_id()))
    )


@router.post("/{kommun}/driftstorningar/{verb}")
def act_on_stopped(reader: ReaderHere, verb: str, posted: PostedForm) -> Response:
    """Tries something again, or leaves it."""
    desk = reader.site.rutin.plugins
    does = {"igen": desk.again, "lamna": desk.leave}.get(verb)
    if does is None:
        raise NotFound("no_page")
    try:
        return _done(reader, does(reader.slug, reader.actor, posted.get("nyckel")))
    except StorageError as error:
        return not_stored(reader, posted, error)


def _done(reader: Reader, message: str) -> Response:
    return reader.go(f"{reader.base}/driftstorningar", message)


@router.get("/{kommun}/arenden/{case}/ruta/{tillagg}/{ruta}")
def panel(reader: ReaderHere, case: str, tillagg: str, ruta: str) -> Response:
    """A plugin's panel: what stands in it when the case page fetches it, else a page of its own."""
    found = reader.site.rutin.plugins.panel(reader.slug, reader.actor, case, tillagg, ruta)
    page = PluginPanel(found.title, reader.base, case, case[:8].upper(), found)
    if not htmx.wants_fragment(reader.request.headers):
        return reader.show(page)
    shell = shell_of(reader.site, page.title, reader.session)
    html = reader.site.templates.draw_block(page.template, "panel", page, shell)
    return HTMLResponse(html, headers={"Vary": htmx.VARY})


@router.get("/{kommun}/tillagg/{tillagg}/{sida}")
def plugin_page(reader: ReaderHere, tillagg: str, sida: str, fil: str = "") -> Response:
    """A plugin's own page, or a file that it makes. What is asked for is a file's name, since the plugin may give it back."""
    if fil and not is_file_name(fil):
        raise NotFound("no_page")
    return _page(reader, tillagg, sida, Sent(file=fil))


@router.post("/{kommun}/tillagg/{tillagg}/{sida}")
def plugin_form(reader: ReaderHere, tillagg: str, sida: str, posted: PostedForm) -> Response:
    """A form of a plugin's own page was sent. With a file that is no text nothing is asked of the plugin but its page."""
    sent = Sent() if posted.unreadable else Sent(posted.form, tuple(posted.under("p").items()), posted.command)
    try:
        return _page(reader, tillagg, sida, sent, posted)
    except StorageError as error:
        return not_stored(reader, posted, error)


def _page(reader: Reader, plugin: str, name: str, sent: Sent, posted: Posted | None = None) -> Response:
    found = reader.site.rutin.plugins.page(reader.slug, reader.actor, plugin, name, sent)
    if isinstance(found, File):
        return _file(found)
    if found.failed and posted is not None:
        return _not_answered(reader, found, posted)
    address = f"{reader.base}/tillagg/{quote(plugin)}/{quote(name)}"
    if found.message:
        return reader.go(address, found.message)
    errors = {f"p.{name}": sentence for name, sentence in found.errors}
    errors |= posted.unreadable if posted is not None else {}
    returned = returned_state(posted.form, posted, errors=errors) if posted is not None and errors else None
    status = 422 if errors or found.told else 200
    return reader.show(PluginPage(found.title, reader.base, address, found, returned), status)


def _not_answered(reader: Reader, found: PageShown, posted: Posted) -> Response:
    """A form that the plugin has not answered: what was written stays where it is, or is given back."""
    page = ErrorPage(found.title, "Det gick inte att skicka", found.failed, written=tuple(posted.written()))
    return respond_beside(reader.site, reader.request, page, reader.session, 503)


_MEDIA = {"csv": "text/csv", "txt": "text/plain"}


def _file(found: File) -> Response:
    """The file to keep; a spreadsheet knows by the mark first in it that it is UTF-8."""
    mark = "\ufeff" if found.kind == "csv" else ""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return Response((mark + found.text).encode(), media_type=_MEDIA.get(found.kind, "text/plain"), headers=headers)
