"""Documents made of named fields: Markdown with front matter, and JSON."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

import yaml
from markdown_it import MarkdownIt

from schemas.document import DateCandidate, Document, Format, Parsed
from schemas.errors import ReadError
from schemas.reader import Fields, Names
from tasks.days.dates import find_text_dates, make_candidate, make_candidates, read_url_date
from tasks.prose.rules import load_rules
from tasks.reading.clean import clean_text
from tasks.reading.entry import extract_fragment
from tasks.reading.escapes import load_json, mend_surrogates, unescape_html
from tasks.reading.text import split_paragraphs

_MAX_FRONT_MATTER = 20_000
_MAX_HEADING = 300
# Its parser takes seconds for a megabyte of open brackets and asterisks.
_MAX_MARKDOWN = 1_000_000

# How front matter of each notation opens, and what may close it.
_FENCES = {"---": {"---", "..."}, "+++": {"+++"}}
_PLAIN_COLON = re.compile(r"^([\w-]+:[ \t]+)([^\s\"'\[{|>&*!#].*:[ \t].*)$", re.MULTILINE)
_HTML_BLOCK = re.compile(r"\s*<(?:p|div|section|article|h[1-6]|ul|table)\b[^>]*>", re.IGNORECASE)

# Releases indent their first lines; no release holds program code.
_MARKDOWN = MarkdownIt("commonmark").disable(["code", "html_block", "html_inline"])


def parse_markdown(text: str, document: Document) -> Parsed:
    """Take Markdown apart, with the fields of its front matter where it has one.

    Raises:
        ReadError: stage `parse`: the front matter is not a YAML mapping, or the text is too long.
    """
    if len(text) > _MAX_MARKDOWN:
        raise ReadError("parse", f"Markdown of {len(text)} characters is too long")
    fields, body = _split_front_matter(text)
    title = _find_text(fields, _names().title)
    heading, paragraphs = "", extract_fragment(body) if _HTML_BLOCK.match(body) else []
    if not paragraphs:
        heading, paragraphs = _render_markdown(body)
    return _build_parsed("markdown", title or heading, paragraphs, fields, document)


def parse_json(text: str, document: Document) -> Parsed:
    """Take a JSON document apart by the names its fields go by.

    Raises:
        ReadError: stage `parse`: not JSON, not an object, or without title and body.
    """
    try:
        data = load_json(text)
    except (ValueError, RecursionError) as error:
        raise ReadError("parse", f"not valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise ReadError("parse", "a JSON release is one object with a title and a body")
    fields = cast("dict[str, Any]", data)
    content = _find_text(fields, _names().body)
    title = unescape_html(_find_text(fields, _names().title))
    if not content:
        raise ReadError("parse", f"the JSON has none of the fields {', '.join(_names().body)}")
    paragraphs = extract_fragment(content) if "<" in content else split_paragraphs(content)
    return _build_parsed("json", title, paragraphs, fields, document)


def _names() -> Fields:
    return load_rules("fields.toml", Fields)


def _build_parsed(
    form: Format,
    title: str,
    paragraphs: list[str],
    fields: Mapping[str, Any],
    document: Document,
) -> Parsed:
    stated = [
        make_candidates("field", text)
        for name in _names().date
        if (text := _find_text(fields, (name,)))
    ]
    dates: list[DateCandidate | None] = [
        *(stated[0] if stated else ()),
        make_candidate("feed", document.hints.published),
        read_url_date(document.url),
        *find_text_dates(paragraphs),
    ]
    return Parsed(
        format=form,
        title=title or document.hints.title,
        body="\n\n".join(paragraphs),
        canonical_url=_find_text(fields, _names().url),
        declared_language=_find_text(fields, _names().language),
        dates=tuple(candidate for candidate in dates if candidate),
    )


def _split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    lines = text.lstrip("\ufeff\n").split("\n")
    closings = _FENCES.get(lines[0].strip())
    if closings is None:
        return {}, text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() in closings), 0)
    source = "\n".join(lines[1:end])
    if not end:
        return {}, text
    if len(source) > _MAX_FRONT_MATTER:
        raise ReadError("parse", f"front matter of {len(source)} characters is too long")
    data = _read_toml(source) if lines[0].strip() == "+++" else _read_yaml(source)
    if not isinstance(data, dict):
        return {}, text
    return cast("dict[str, Any]", data), "\n".join(lines[end + 1 :])


def _read_toml(source: str) -> object:
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        # Besides bad TOML: a number of more than 4,300 digits.
        raise ReadError("parse", f"the front matter is not TOML: {error}") from error


class _Loader(yaml.SafeLoader):
    """YAML without merge keys: lists of them, each naming the one before, grow without bound."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave `<<` as it is: constructing it is an error."""


def _load_yaml(source: str) -> object:
    return yaml.load(source, Loader=_Loader)  # noqa: S506 - a safe loader, and less


def _read_yaml(source: str) -> object:
    try:
        return _load_yaml(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # People write "title: Norland: bank keeps rate" and mean the second colon as text.
        quoted = _PLAIN_COLON.sub(lambda match: match[1] + json.dumps(match[2]), source)
        try:
            return _load_yaml(quoted)
        except (yaml.YAMLError, ValueError, RecursionError):
            line = " ".join(str(error).split())
            raise ReadError("parse", f"the front matter is not YAML: {line}") from error


def _render_markdown(body: str) -> tuple[str, list[str]]:
    """Return the first heading and all paragraphs as plain text."""
    heading, opened = "", ""
    paragraphs: list[str] = []
    for token in _MARKDOWN.parse(clean_text(body)):
        if token.type.endswith("_open"):
            opened = token.type
        if token.type != "inline":
            continue
        pieces = [
            " " if child.type in {"softbreak", "hardbreak"} else child.content
            for child in token.children or []
            if child.type in {"text", "code_inline", "softbreak", "hardbreak", "text_special"}
        ]
        paragraph = "".join(pieces)
        is_bold = len(paragraph) < _MAX_HEADING and _is_bold(token.content)
        if (opened == "heading_open" or is_bold) and not heading and not paragraphs:
            heading = paragraph
        elif paragraph.strip():
            paragraphs.append(paragraph)
    return heading, paragraphs


def _is_bold(source: str) -> bool:
    """Tell a paragraph that is one bold run: a headline where no heading stands."""
    return source.startswith("**") and source.endswith("**") and source.count("**") == 2


def _find_text(fields: Mapping[str, Any], names: Names) -> str:
    """Return the first field of these names that holds text or a date, as text."""
    for name in names:
        value: object = fields
        for step in name.split("."):
            value = cast("Mapping[str, Any]", value).get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            # YAML too writes characters by halves, and its parser hands them on.
            return mend_surrogates(value)
        if isinstance(value, list):
            items = cast("list[object]", value)
            if items and all(isinstance(item, str) for item in items):
                return mend_surrogates("\n\n".join(map(str, items)))
        if isinstance(value, datetime | date):
            return value.isoformat()
    return ""
