"""Reports: one folder each in sql/reports, with its query and what it asks for."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
from pydantic import ValidationError

from schemas.errors import ConfigError, InputError
from schemas.report import Report, ReportParameter, Value
from warehouse.query import run_query
from warehouse.statements import SQL, read_statement

WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


EXPECTED = {
    "text": "text",
    "integer": "a whole number",
    "date": "a day such as 2026-01-31",
    "boolean": "true or false",
}


@cache
def list_reports() -> tuple[Report, ...]:
    """List the reports, by name.

    Raises:
        ConfigError: a report.toml is wrong.
    """
    return tuple(_read_report(path) for path in sorted((SQL / "reports").glob("*/report.toml")))


def find_report(name: str) -> Report:
    """Return one report.

    Raises:
        InputError: there is none of that name.
    """
    reports = {report.name: report for report in list_reports()}
    if name not in reports:
        raise InputError(f"no report {name!r}: choose one of {', '.join(reports)}")
    return reports[name]


def run_report(home: Path, name: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """Run a report on the snapshot below `home`.

    Parameters may be typed values or their text, as a command line gives them; those left out
    take their defaults. They are bound to the query.

    Raises:
        InputError: no such report or parameter, a value that does not fit, or no snapshot yet.
    """
    return run_query(home, *bind_report(name, parameters))


def bind_report(
    name: str, parameters: Mapping[str, object] | None = None
) -> tuple[str, dict[str, Value] | None]:
    """Return a report's query, and the values its parameters take.

    Raises:
        InputError: no such report or parameter, or a value that does not fit.
    """
    report = find_report(name)
    given = dict(parameters or {})
    values = {
        parameter.name: _fit_value(report, parameter, given.pop(parameter.name))
        if parameter.name in given
        else parameter.default
        for parameter in report.parameters
    }
    if given:
        names = ", ".join(parameter.name for parameter in report.parameters) or "none"
        raise InputError(f"report {name} has no parameter {min(given)!r}: it takes {names}")
    return read_statement(f"reports/{name}/query"), values or None


def _read_report(path: Path) -> Report:
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = stated.pop("parameters", {})
        parameters = tuple(
            ReportParameter.model_validate({"name": key, **row}) for key, row in rows.items()
        )
        return Report.model_validate({"name": path.parent.name, "parameters": parameters, **stated})
    except (tomllib.TOMLDecodeError, ValidationError, OSError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from error


def _fit_value(report: Report, parameter: ReportParameter, value: object) -> Value:
    """Read a value as the parameter's type; text is read as a person would write it."""
    if value is None:
        return None
    text = str(value).strip()
    try:
        match parameter.type:
            case "text":
                return str(value)
            case "integer":
                return int(text)
            case "date":
                return date.fromisoformat(text)
            case "boolean":
                return WORDS[text.lower()]
    except (KeyError, ValueError):
        raise InputError(
            f"report {report.name}: {parameter.name} must be {EXPECTED[parameter.type]},"
            f" not {text!r}"
        ) from None
