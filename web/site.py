"""What every route needs: the application, the clock, the sessions and the templates, and the reader behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from core.application.service import Rutin
from core.clock import Clock
from core.errors import NotFound, RutinError
from core.model.people import Actor
from web import htmx, menu
from web.entrance import first
from web.forms import Posted, read_form
from web.pages import ErrorPage, Page, Shell
from web.rendering import Templates
from web.sessions import COOKIE, KEPT_APART, Session, Sessions
from web.times import Words, moment_in_full

PLAIN = "/:@!$&'()*+,;="
"""What a path holds as it is; a header holds nothing but what can stand in an address."""


class NotLoggedIn(Exception):  # noqa: N818 - it is answered with a redirect
    """Nobody has been chosen in this browser, or it was too long ago."""

    def __init__(self, municipality: str) -> None:
        self.municipality = municipality
        super().__init__("not_logged_in")


class SomebodyElse(Exception):  # noqa: N818 - it is answered, with what was written
    """A form was drawn for another person than the one who is at work in this browser now."""

    def __init__(self, posted: Posted, name: str) -> None:
        self.posted = posted
        self.name = name
        super().__init__("somebody_else")


@dataclass(frozen=True, slots=True)
class Site:
    """The parts, put together once at start."""

    rutin: Rutin
    clock: Clock
    sessions: Sessions
    templates: Templates
    static: str
    demo: bool

    def words(self) -> Words:
        """Words for moments, as of this minute, so that what was said a moment ago need not be said anew."""
        return Words(self.clock.now().replace(second=0, microsecond=0))


def site_of(request: Request) -> Site:
    """The site of the running application."""
    return cast("Site", request.app.state.site)


def is_encrypted(request: Request) -> bool:
    """Whether the browser asks over https."""
    return bool(request.scope["scheme"] == "https")


def cookie_of(request: Request) -> str:
    """The name of the cookie that holds the session's id."""
    return KEPT_APART if is_encrypted(request) else COOKIE


def key_of(request: Request) -> str:
    """The id of the session; "" without one."""
    return request.cookies.get(cookie_of(request), "")


def session_of(request: Request) -> Session | None:
    """The session behind a request, in whichever municipality; None where nobody has been chosen, or it was too long ago."""
    site, key = site_of(request), key_of(request)
    return site.sessions.read(key, site.clock.now()) if key else None


@dataclass(frozen=True, slots=True)
class Reader:
    """The person at the screen: a session in the municipality the address names, and the request."""

    site: Site
    request: Request
    key: str
    session: Session
    actor: Actor

    @property
    def slug(self) -> str:
        """The municipality."""
        return self.session.municipality

    @property
    def base(self) -> str:
        """The beginning of the municipality's addresses."""
        return f"/{self.session.municipality}"

    def show(self, page: Page, status: int = 200, *, keep: bool = False) -> Response:
        """The page, whole or as a fragment. With `keep`, or a `status` over 399, the browser's address stays as it is."""
        message = self.site.sessions.take_message(self.key) if status < 400 else None
        return respond(self.site, self.request, page, self.session, status=status, message=message, keep=keep)

    def go(self, path: str, message: str | None = None) -> Response:
        """On to `path` after something was carried out, with a sentence to show there."""
        if message:
            self.site.sessions.say(self.key, message)
        return RedirectResponse(path, status_code=303)


async def reader_of(request: Request, kommun: str) -> Reader:
    """The reader behind a request. Raises NotFound(no_municipality), NotLoggedIn.

    Async because it only looks into memory: a sync one would cost every page a second trip to the thread pool.
    """
    site, session = site_of(request), session_of(request)
    if session is None or session.municipality != kommun:
        require_municipality(site, kommun)
        raise NotLoggedIn(kommun)
    return Reader(site, request, key_of(request), session, site.rutin.actor(kommun, session.person))


def require_municipality(site: Site, kommun: str) -> None:
    """Raises NotFound(no_municipality) when there is none with that address."""
    if all(each.slug != kommun for each in site.rutin.municipalities()):
        raise NotFound("no_municipality", slug=kommun)


ReaderHere = Annotated[Reader, Depends(reader_of)]


async def posted_form(request: Request) -> Posted:
    """What was sent. Raises FormTooLarge, and SomebodyElse when the form was drawn for another person than the session's."""
    posted = await read_form(request)
    whose = posted.get("vem")
    session = session_of(request) if whose else None
    if session is not None and session.person != whose:
        raise SomebodyElse(posted, session.name)
    return posted


PostedForm = Annotated[Posted, Depends(posted_form)]


def respond(
    site: Site,
    request: Request,
    page: Page,
    session: Session | None,
    *,
    status: int = 200,
    message: str | None = None,
    keep: bool = False,
) -> Response:
    """A page as an answer, with the menu of `session`."""
    fragment = htmx.wants_fragment(request.headers)
    # What a browser says first of a new page is its title.
    title = f"Inte sparat: {page.title}" if request.method == "POST" and status in (409, 422) else page.title
    html = site.templates.draw(page, shell_of(site, title, session, request.url.path, fragment, message))
    headers = {"Vary": htmx.VARY}
    if fragment:
        query, place = request.url.query, quote(request.url.path, safe=PLAIN)
        path = f"{place}?{query}" if query else place
        headers |= htmx.address_headers(
            request.headers, path, keep=keep or (request.method == "POST" and status >= 400)
        )
    return HTMLResponse(html, status_code=status, headers=headers)


def said_back(
    site: Site, request: Request, posted: Posted, session: Session | None = None
) -> tuple[tuple[str, str], ...]:
    """What was written, for a page that gives it back: in the words of the case's forms for whoever may open it.

    Without a session nothing is looked up in any case.
    """
    slug, case = (request.path_params.get(name) for name in ("kommun", "case"))
    if session is not None and slug == session.municipality and case:
        try:
            return site.rutin.written(slug, site.rutin.actor(slug, session.person), case, posted.texts)
        except RutinError:
            pass  # what was written is given back all the same
    return tuple(posted.written())


def respond_beside(site: Site, request: Request, page: ErrorPage, session: Session | None, status: int) -> Response:
    """Why a form was not carried out: with htmx a notice beside the untouched form, else a page that gives the texts back."""
    if not htmx.wants_fragment(request.headers):
        return respond(site, request, page, session, status=status)
    html = site.templates.draw_block("error.html", "notice", page, shell_of(site, page.title, session))
    return HTMLResponse(html, status_code=status, headers={"Vary": htmx.VARY, **htmx.beside_the_page()})


def shell_of(
    site: Site, title: str, session: Session | None, path: str = "", fragment: bool = False, message: str | None = None
) -> Shell:
    """What stands around the page."""
    full = f"{title} – Rutin"
    if session is None:
        return Shell(title=full, static=site.static, demo=site.demo, fragment=fragment, message=message)
    base = f"/{session.municipality}"
    return Shell(
        title=full,
        static=site.static,
        demo=site.demo,
        fragment=fragment,
        home=first(session.municipality),
        municipality=session.title,
        person_id=session.person,
        person=session.name,
        roles=session.roles,
        unit=session.unit,
        menu=menu.drawn(session.menu, base, path),
        message=message,
        printed=f"Sidan hämtades {moment_in_full(site.clock.now())} av {session.name}, {session.title}.",
    )
