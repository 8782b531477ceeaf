"""The catalogue of publishers: one TOML file each, shipped or the user's own."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from schemas.base import Model
from schemas.errors import ConfigError, InputError
from schemas.source import Bounds, Cadence, Channel, Items, Schedule, Source
from tasks.channels.listings import compile_selector
from tasks.network.addresses import normalise_url
from tasks.network.redact import show_address
from tasks.publishers.account import is_mailbox, parse_place

SHIPPED = Path(__file__).parents[1] / "sources"

# Their `url` is a path or glob, set against the file's own folder.
LOCAL_KINDS = frozenset({"folder", "archive", "mail"})

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_PARTS: Mapping[str, type[Model]] = {
    "schedule": Schedule,
    "bounds": Bounds,
    "cadence": Cadence,
    "channels": Channel,
    "items": Items,
}
# Keys of a channel that only some kinds have.
_KIND_KEYS: Mapping[str, tuple[str, ...]] = {
    "links": ("listing",),
    "pages": ("listing",),
    "first": ("listing", "api"),
    "last": ("listing", "api"),
    "step": ("listing", "api"),
    "max_pages": ("listing", "api", "sitemap"),
    "items": ("api",),
}
# What a key holds, where its pattern alone tells a person little.
_EXAMPLES: Mapping[str, str] = {
    "country": "two capitals, as in NO",
    "languages": "a tag, as in en, pt-BR or zh-Hant",
}
_PAGE_HOLES = frozenset({"page", "offset", "cursor"})
# The ids `tasks.channels.inputs` makes: a run may hold such a source beside a publisher's.
_INPUT_ID = re.compile(r"files|web-.*|.*\..*")
_SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_sources(
    folders: Sequence[Path], variables: Mapping[str, str] | None = None
) -> dict[str, Source]:
    """Read every publisher of the folders, by id, in order of name.

    An id is a file's name, so a folder holds it once; a later folder's file replaces an earlier's.

    Args:
        folders: Folders of `*.toml` files; one that does not exist holds none.
        variables: See `read_source`.

    Raises:
        ConfigError: a file is wrong.
    """
    paths = {
        path.stem: path for folder in folders for path in folder.glob("*.toml") if not path.is_dir()
    }
    return {name: read_source(paths[name], variables) for name in sorted(paths)}


def read_source(path: Path, variables: Mapping[str, str] | None = None) -> Source:
    """Read one publisher.

    Args:
        path: Its TOML file, named for its id.
        variables: Values for `{name}` in the addresses of homepage and channels.

    Raises:
        ConfigError: one line: file, line where TOML gives it, key, what is wrong, and the mend.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; correct the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; save it as UTF-8 text") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_explain_syntax(path, str(error))) from error
    try:
        # By way of JSON: a strict model takes a tuple from a JSON array, but not from a list.
        source = Source.model_validate_json(to_json(data))
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=_rank_error)
        raise ConfigError(f"{path}: {_explain_error(first)}") from error
    try:
        check_id(source.id)
    except ConfigError as error:
        raise ConfigError(f"{path}: id: {error}") from error
    if source.id != path.stem:
        raise ConfigError(
            f"{path}: id: {source.id!r} differs from the file's name;"
            f" write id = {path.stem!r} or rename the file"
        )
    homepage = _fill(source.homepage, f"{path}: homepage", variables or {})
    channels = [
        _settle_channel(channel, f"{path}: channels.{number}", path.parent, variables or {})
        for number, channel in enumerate(source.channels)
    ]
    return source.model_copy(update={"channels": tuple(channels), "homepage": homepage})


def check_id(source_id: str) -> None:
    """Check that an id is one that a publisher may have.

    Raises:
        ConfigError: it is not.
    """
    if not _SOURCE_ID.fullmatch(source_id):
        raise ConfigError(
            f"{source_id[:80]!r} is no id; use small letters, digits, - and _, at most 63"
        )
    if _INPUT_ID.fullmatch(source_id):
        raise ConfigError(
            f"{source_id!r} is kept for files and addresses named on the command line; choose"
            " another, without dots and not beginning with `web-`"
        )


def _fill(
    text: str, where: str, variables: Mapping[str, str], holes: frozenset[str] = frozenset()
) -> str:
    """Fill in variables; holes stay, to be filled with each page's number."""
    variables = {**variables, **{hole: f"{{{hole}}}" for hole in holes}}
    unknown = [name for name in _VARIABLE.findall(text) if name not in variables]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in variables) or "none"
        raise ConfigError(f"{where}: unknown variable {{{unknown[0]}}}; known: {known}")
    return _VARIABLE.sub(lambda match: variables[match[1]], text)


def _settle_channel(
    channel: Channel, where: str, folder: Path, variables: Mapping[str, str]
) -> Channel:
    """Fill in variables, set folders against the file's own, and check what pydantic cannot."""
    _check_keys(channel, where)
    holes = _PAGE_HOLES if channel.kind == "api" else frozenset[str]()
    url = _fill(channel.url, f"{where}.url", variables, holes)
    pages = _fill(channel.pages, f"{where}.pages", variables, _PAGE_HOLES - {"cursor"})
    if channel.user and not is_mailbox(url):
        raise ConfigError(f"{where}.user: only a mailbox (imaps://) has it; remove the key")
    if channel.auth_variable and channel.kind in LOCAL_KINDS and not is_mailbox(url):
        raise ConfigError(f"{where}.auth_variable: what is local asks for no login; remove the key")
    if channel.kind == "mail" and is_mailbox(url):
        try:
            parse_place(url, channel.user, channel.auth_variable)
        except InputError as error:
            raise ConfigError(f"{where}.url: {error}") from error
    elif channel.kind in LOCAL_KINDS:
        if not url.startswith("file:"):
            url = str(folder / Path(url).expanduser())
    else:
        _check_address(url, f"{where}.url")
        if pages:
            _check_address(pages, f"{where}.pages")
    if channel.links:
        try:
            compile_selector(channel.links)
        except ConfigError as error:
            raise ConfigError(f"{where}.links: {error}") from error
    return channel.model_copy(update={"url": url, "pages": pages})


def _check_address(url: str, where: str) -> None:
    try:
        normalise_url(url)
    except ValueError as error:
        shown = show_address(url)
        raise ConfigError(f"{where}: {shown!r}: {error}; correct the address") from error
    if "@" in urlsplit(url).netloc:
        raise ConfigError(
            f"{where}: holds a user or password; put them into an environment variable and"
            " name that as `auth_variable`"
        )


def _check_keys(channel: Channel, where: str) -> None:
    """Refuse keys that do not belong to the channel's kind, and templates without a hole."""
    for key, kinds in _KIND_KEYS.items():
        if channel.kind not in kinds and key in channel.model_fields_set:
            raise ConfigError(
                f"{where}.{key}: only {' and '.join(kinds)} channels have {key}; remove the key"
            )
    if channel.kind == "api" and channel.items is None:
        raise ConfigError(f"{where}.items: missing; say where the answer holds its items")
    if channel.pages and not {"page", "offset"} & set(_VARIABLE.findall(channel.pages)):
        raise ConfigError(f"{where}.pages: neither {{page}} nor {{offset}} is in it; add one")
    if channel.items and "{cursor}" in channel.url and not channel.items.next:
        raise ConfigError(f"{where}.items.next: missing; say where the answer holds the cursor")


def _explain_syntax(path: Path, message: str) -> str:
    line = _LINE.search(message)
    where = f"{path}:{line[1]}" if line else f"{path}"
    return f"{where}: not TOML: {_LINE.sub('', message).strip()}; correct that line"


def _rank_error(error: ErrorDetails) -> int:
    # A misspelt key shows twice: as unknown, and as the missing one. The first says more.
    return 0 if error["type"] == "extra_forbidden" else 1


def _explain_error(error: ErrorDetails) -> str:
    place = error["loc"]
    key = ".".join(str(part) for part in place) or "(whole file)"
    if error["type"] == "extra_forbidden":
        names = _find_names(place)
        near = difflib.get_close_matches(str(place[-1]), names, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(names)}"
        return f"{key}: unknown key; {mend}"
    if error["type"] == "missing":
        return f"{key}: missing; add it"
    reason = error["msg"].removeprefix("Value error, ")
    value: Any = error["input"]
    shown = "" if isinstance(value, dict | list) else f" (it is {cast('object', value)!r:.80})"
    if error["type"] == "tuple_type":
        mend = "write [[channels]]" if key == "channels" else f'write it as {place[-1]} = ["…"]'
        return f"{key}: no list{shown}; {mend}"
    if error["type"] == "string_pattern_mismatch" and (wanted := _EXAMPLES.get(str(place[0]))):
        return f"{key}: expected {wanted}{shown}; correct it"
    return f"{key}: {reason}{shown}; correct it"


def _find_names(place: tuple[int | str, ...]) -> list[str]:
    parents = [part for part in place[:-1] if isinstance(part, str)]
    model = _PARTS.get(parents[-1], Source) if parents else Source
    return sorted(model.model_fields)
