"""What the templates of the pages about plugins get."""

from __future__ import annotations

from dataclasses import dataclass

from core.application.plugin_views import StoppedPage
from web.forms import FormState
from web.pages import Page
from web.times import Words


@dataclass(frozen=True, slots=True)
class StoppedView(Page):
    """What has stopped and waits for a person, and the plugins."""

    template = "stopped.html"
    base: str
    words: Words
    found: StoppedPage
    state: FormState
