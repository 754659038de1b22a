"""Errors as pages: what is wrong and where to go from here."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from core.errors import CaseErased, NotFound, PluginError, Refused, RutinError, StorageError
from web import htmx
from web.entrance import entrance, first
from web.forms import FormTooLarge, read_form
from web.pages import ErrorPage
from web.sessions import Session
from web.site import NotLoggedIn, Site, SomebodyElse, respond, respond_beside, said_back, session_of, shell_of, site_of

TITLES = {
    404: "Sidan finns inte",
    403: "Det går inte",
    413: "För mycket text",
    503: "Försök igen om en stund",
    410: "Ärendet finns inte kvar",
}


def add_handlers(app: FastAPI) -> None:
    """Teaches the application to answer our errors."""
    app.add_exception_handler(NotLoggedIn, _not_logged_in)
    app.add_exception_handler(SomebodyElse, _somebody_else)
    app.add_exception_handler(FormTooLarge, _too_large)
    app.add_exception_handler(RutinError, _rutin_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _http_error)


def refused_page(site: Site) -> bytes:
    """The page for a form that was sent from another site."""
    page = ErrorPage(
        "Det går inte",
        "Formuläret kom inte härifrån",
        "Av säkerhetsskäl tar Rutin bara emot formulär från sina egna sidor. Gå tillbaka till Rutin och försök därifrån.",
        (("/", "Till startsidan"),),
    )
    return site.templates.draw(page, shell_of(site, page.title, None)).encode()


def broken_page(site: Site) -> bytes:
    """The page for an error nobody foresaw."""
    page = _broken()
    return site.templates.draw(page, shell_of(site, page.title, None)).encode()


def broken_notice(site: Site) -> bytes:
    """The same as a notice beside a form that is left as it was."""
    page = _broken()
    return site.templates.draw_block("error.html", "notice", page, shell_of(site, page.title, None)).encode()


def _broken() -> ErrorPage:
    return ErrorPage("Något gick fel", "Något gick fel", RutinError("internal").text, (("/", "Till startsidan"),))


async def _not_logged_in(request: Request, error: Exception) -> Response:
    """To the choice of person and then back to the page that was asked for. What was sent is given back: nobody could carry it out."""
    slug = error.municipality if isinstance(error, NotLoggedIn) else ""
    if request.method == "POST":
        return await _unsent(request, slug)
    if htmx.wants_part(request.headers):
        return _part_unsent(request, slug)
    query = request.url.query
    place = entrance(slug, f"{request.url.path}?{query}" if query else request.url.path)
    if htmx.wants_fragment(request.headers):
        return HTMLResponse("", headers={**htmx.leave_to(place), "Vary": htmx.VARY})
    return RedirectResponse(place, status_code=303)


def _part_unsent(request: Request, slug: str) -> Response:
    """In place of something that stands on a page, such as a panel that loads by itself: nobody is sent away from what she is writing."""
    site = site_of(request)
    place = entrance(slug, htmx.sent_from(request.headers))
    page = ErrorPage(
        "Ditt val av person gäller inte längre", "Ditt val av person gäller inte längre", "", ((place, "Välj person"),)
    )
    html = site.templates.draw_block("error.html", "part", page, shell_of(site, page.title, None))
    return HTMLResponse(html, headers={"Vary": htmx.VARY})


async def _unsent(request: Request, slug: str) -> Response:
    try:
        written = tuple((await read_form(request)).written())
    except FormTooLarge:
        written = ()
    place = entrance(slug, htmx.sent_from(request.headers))
    page = ErrorPage(
        "Du behöver välja person igen",
        "Ditt val av person gäller inte längre",
        "Inget är sparat. Välj person igen och skicka sedan på nytt.",
        ((place, "Välj person"),),
        written,
        (place, "Välj person i en ny flik"),
    )
    return respond_beside(site_of(request), request, page, None, 403)


async def _somebody_else(request: Request, error: Exception) -> Response:
    assert isinstance(error, SomebodyElse)  # noqa: S101 - it is registered for nothing else
    sentence = (
        f"Sidan öppnades av någon annan, och nu är det {error.name} som arbetar i den här webbläsaren. Inget är sparat. Byt tillbaka till "
        f"den personen för att skicka det, eller läs in sidan på nytt för att fortsätta som {error.name}."
    )
    site = site_of(request)
    session = session_of(request)
    said = await run_in_threadpool(said_back, site, request, error.posted, session)
    page = ErrorPage("Någon annan arbetar nu", "Någon annan arbetar nu", sentence, _links(session), said)
    return respond_beside(site, request, page, session, 409)


async def _too_large(request: Request, error: Exception) -> Response:
    sentence = "Formuläret innehåller mer text än Rutin kan ta emot. Korta ner texten och försök igen."
    if isinstance(error, FormTooLarge) and error.with_files:
        sentence = "Filen är större än 1 MB, och inget är inläst. Dela upp den och försök igen."
    return _answer(request, 413, sentence)


async def _rutin_error(request: Request, error: Exception) -> Response:
    text = error.text if isinstance(error, RutinError) else ""
    if isinstance(error, NotFound) or (isinstance(error, Refused) and error.code == "case_role"):
        # a case that is another's answers as one that is not there: that it is may itself be secret
        return _answer(request, 404, text, towns=error.code == "no_municipality")
    if isinstance(error, Refused):
        return _answer(request, 403, text)
    if isinstance(error, CaseErased):
        return _answer(request, 410, text)
    return _answer(request, 503 if isinstance(error, StorageError | PluginError) else 500, text)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _answer(request, 404 if status in (404, 405, 422) else status, NotFound("no_page").text)


def _answer(request: Request, status: int, sentence: str, *, towns: bool = False) -> Response:
    site = site_of(request)
    session = session_of(request)
    title = TITLES.get(status, "Något gick fel")
    page = ErrorPage(
        title,
        title if status != 404 else "Det du söker finns inte här",
        sentence,
        _towns(site) if towns else _links(session),
    )
    return respond(site, request, page, session, status=status)


def _towns(site: Site) -> tuple[tuple[str, str], ...]:
    """Where to choose among the municipalities; each by name where everybody may see which there are."""
    named = ((f"/{each.slug}", each.title) for each in site.rutin.municipalities()) if site.demo else ()
    return (("/", "Välj kommun"), *named)


def _links(session: Session | None) -> tuple[tuple[str, str], ...]:
    if session is None:
        return (("/", "Välj kommun"),)
    base = f"/{session.municipality}"
    return (
        (first(session.municipality), "Mina uppgifter"),
        (f"{base}/sok", "Sök ett ärende"),
        (f"{base}/rutiner", "Rutiner"),
    )
