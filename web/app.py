"""The web application, put together."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from core.application.service import Rutin
from core.clock import Clock
from web.asgi import Surroundings
from web.problems import add_handlers, broken_notice, broken_page, refused_page
from web.rendering import STATIC, Templates, static_digest
from web.routes import (
    calendars,
    cases,
    directory,
    duty,
    entry,
    finding,
    forums,
    groups,
    places,
    plugins,
    reports,
    returning,
    routines,
    starting,
    worklist,
)
from web.sessions import MemorySessions, Sessions
from web.site import Site


class _Kept(StaticFiles):
    """Static files whose address changes with their content: browsers may keep them for a year."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create_app(rutin: Rutin, *, demo: bool, clock: Clock, sessions: Sessions | None = None) -> FastAPI:
    """The pages over `rutin`. With `demo` one chooses whom to act as, and every page says that the people are invented."""
    app = FastAPI(title="Rutin", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    static = f"/static/{static_digest()}"
    site = Site(rutin, clock, sessions or MemorySessions(), Templates(), static, demo)
    app.state.site = site
    app.mount(static, _Kept(directory=STATIC))
    app.include_router(entry.router)
    for part in (
        worklist,
        starting,
        cases,
        finding,
        places,
        groups,
        forums,
        calendars,
        duty,
        reports,
        plugins,
        routines,
        directory,
        returning,
    ):
        app.include_router(part.router)
    app.include_router(entry.people)
    add_handlers(app)
    app.add_middleware(
        Surroundings, refused=refused_page(site), broken=broken_page(site), broken_beside=broken_notice(site)
    )
    return app
