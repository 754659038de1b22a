"""Who is on duty today and on the days to come."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.step.actions import InvalidInput
from core.clock import new_id
from core.errors import PluginError, StorageError
from web.forms import FormState
from web.pages import DutyPage
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()


@router.get("/{kommun}/jour")
def duty(reader: ReaderHere, manad: str | None = None) -> Response:
    """Every role that goes round, in a month."""
    return _show(reader, {}, month=manad)


@router.post("/{kommun}/jour/{roll}")
def note(reader: ReaderHere, roll: str, posted: PostedForm) -> Response:
    """Names who is on duty on the days of the form; days that are nobody's in the way that is asked for, if any is."""
    month, way = posted.get("manad") or None, posted.get("fyll") or ""
    try:
        message = reader.site.rutin.duty.note(
            reader.slug, reader.actor, roll, posted.under("dag"), month=month, way=way
        )
    except InvalidInput as invalid:
        errors = {f"dag.{day}": sentence for day, sentence in invalid.errors.items()}
        return _show(reader, {roll: returned_state(_form(roll), posted, errors=errors)}, 422, month)
    except PluginError as error:
        return _show(reader, {roll: returned_state(_form(roll), posted, message=error.text)}, 503, month)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(f"{reader.base}/jour{f'?manad={quote(month)}' if month else ''}", message)


def _show(reader: Reader, returned: dict[str, FormState], status: int = 200, month: str | None = None) -> Response:
    found = reader.site.rutin.duty.month(reader.slug, reader.actor, month)
    states = {view.role: returned.get(view.role) or FormState(_form(view.role), new_id()) for view in found.rotas}
    return reader.show(DutyPage("Jour", reader.base, reader.site.words(), found, states), status)


def _form(role: str) -> str:
    return f"jour-{role}"
