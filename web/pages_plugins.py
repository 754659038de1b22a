"""What the templates of the pages about plugins get."""

from __future__ import annotations

from dataclasses import dataclass

from core.application.plugins.views import PageShown, StoppedPage
from core.clock import new_id
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


@dataclass(frozen=True, slots=True)
class PluginPage(Page):
    """A page of a plugin's own. `returned` is the form that came back with something to mend."""

    template = "plugin_page.html"
    base: str
    address: str
    found: PageShown
    returned: FormState | None = None

    def form(self, form: str) -> FormState:
        """The state of the form with id `form`."""
        if self.returned is not None and self.returned.id == form:
            return self.returned
        return FormState(form, new_id())


@dataclass(frozen=True, slots=True)
class PluginPanel(Page):
    """A plugin's panel by itself, for whoever has no script."""

    template = "plugin_panel.html"
    base: str
    case: str
    number: str
    found: PageShown
