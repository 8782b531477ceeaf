"""What people choose releases by on the command line, read into a choice."""

from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError

from schemas.choice import Choice
from schemas.errors import InputError


def make_choice(asked: Mapping[str, object]) -> Choice:
    """Read what was asked for; days are text, lists may be None.

    Raises:
        InputError: a day is none, or the days are the wrong way round.
    """
    stated = {name: value for name, value in asked.items() if value}
    for name in ("since", "until"):
        if name in stated:
            stated[name] = _read_day(name, str(stated[name]))
    for name, value in stated.items():
        if isinstance(value, list):
            stated[name] = tuple(str(each) for each in value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    try:
        return Choice.model_validate(stated)
    except ValidationError as error:
        raise InputError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def _read_day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--{name} {text}: expected a day such as 2026-01-31") from None
