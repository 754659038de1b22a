"""The page that `rutin bench page` is measured against: FastAPI and Jinja2 with nothing around, over rows already in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from core.application.lists.views import WorkItem
from web.pages import Row
from web.rendering import environment
from web.routes.worklist import parts_of
from web.times import Words


def bare_app(rows: Sequence[WorkItem], now: datetime) -> FastAPI:
    """A plain application with one page, `/`, of about the worklist's size: the usual way, a sync endpoint and a template.

    The rows are put into words once, here, so that the bare page does no work but its own.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    words = Words(now)
    ready: list[Row] = [row for part in parts_of(rows, "/bengtsfors", words) for row in part.rows]
    templates = Jinja2Templates(env=environment())

    @app.get("/", response_class=HTMLResponse)
    def page(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "bare.html", {"rows": ready, "late": sum(r.late for r in ready)})

    return app
