"""Ways of sharing duty that plugins give: asked for the days of a month that nobody has, and held to those and to the colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.application.form.views import Option
from core.application.plugins.pages import WAIT_PAGE
from core.application.step.office import Office
from core.errors import NotFound, PluginError
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.plugins_beside import RotaDef
from core.plugin_api import Incident


def ways_for(office: Office, role: str) -> tuple[Option, ...]:
    """The plugins' ways of sharing a role, each with how it shares, in the order of municipality.yaml."""
    rotas = office.beside.rotas.items()
    return tuple(Option(name, given.title) for name, (_plugin, given) in rotas if _is_for(given, role))


def filled(office: Office, way: str, call: RotaCall) -> Mapping[date, str]:
    """Who gets the days that nobody has, as the plugin shares them.

    Raises NotFound(no_page) when no plugin has the way; PluginError(rota_silent), after an incident.
    """
    plugin, given = office.beside.rotas.get(way, ("", None))
    if given is None or not _is_for(given, call.role):
        raise NotFound("no_page")
    hosts = office.beside.hosts
    try:
        answer = hosts.call(plugin, "rutin_rotas", given.id, call, RotaAnswer, lane="page", seconds=WAIT_PAGE)
        if not is_fit(call, answer):
            raise hosts.wrong(Incident(plugin, f"rutin_rotas.{given.id}", "wrong_type"))
    except PluginError:
        raise PluginError("rota_silent", plugin=office.beside.titles.get(plugin, plugin)) from None
    return {date.fromisoformat(day): person for day, person in answer.days.items()}


def is_fit(call: RotaCall, answer: RotaAnswer) -> bool:
    """Whether only free days are given, and only to those who share."""
    free = {day for day in call.days if day not in call.named}
    return answer.days.keys() <= free and {*answer.days.values()} <= {*call.among}


def _is_for(given: RotaDef, role: str) -> bool:
    return not given.roles or role in given.roles
