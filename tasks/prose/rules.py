"""Rule files: vocabularies, patterns and weights as data, read once and checked against models."""

import hashlib
import os
import shutil
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from schemas.base import Model
from schemas.errors import ConfigError, InputError
from schemas.patterns import TRUSTED

# Another folder of rules, whole: what `communique rules try` puts together for its reader.
RULES_VARIABLE = "COMMUNIQUE_RULES"
SHIPPED = Path(__file__).parents[1] / "rules"
RULES = Path(os.environ.get(RULES_VARIABLE) or SHIPPED)
# What decides how a document reads, as patterns below this folder.
READERS = ("**/*.py", "rules/**/*.toml")

Rules = TypeVar("Rules", bound=Model)


@cache
def load_rules(name: str, model: type[Rules]) -> Rules:
    """Read one shipped rule file, by its path below `tasks/rules`; later calls get the same object.

    Raises:
        ConfigError: the file is missing, not TOML, or does not fit the model.
    """
    return read_rules(RULES / name, model, TRUSTED if RULES == SHIPPED else "")


def read_rules(path: Path, model: type[Rules], trust: str = "") -> Rules:
    """Read a rule file into its model.

    Args:
        path: The file.
        model: What it holds.
        trust: `TRUSTED` if patterns need no check, which takes long: they are checked when used.

    Raises:
        ConfigError: one line naming the file, the key and what is wrong with it.
    """
    data = parse_rules(path)
    try:
        # By way of JSON: a strict model takes a tuple from a JSON array, but not from a list.
        return model.model_validate_json(to_json(data), context=trust)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        reason = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{path}: {key}: {reason}; correct that key") from error


def parse_rules(path: Path) -> dict[str, object]:
    """Read a rule file as TOML, whatever its keys are.

    Raises:
        ConfigError: one line naming the file and what is wrong with it.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: the rule file is missing; restore it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the rule file cannot be read: {error}; restore it") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}; correct that line") from error


@cache
def read_rule_version() -> str:
    """Version of readers and rules: `1.` and the first 8 hex digits of their common SHA-256.

    The code counts as much as the vocabularies: a mended reader must be told from the one before.
    Rules of another folder add their own digits.
    """
    version = "1." + hash_files(SHIPPED.parent, READERS)[:8]
    return version if RULES == SHIPPED else f"{version}+{hash_files(RULES, ('**/*.toml',))[:8]}"


def layer_rules(folder: Path, target: Path) -> None:
    """Copy the shipped rules to a new folder, with a folder's own in place of those of their name.

    Raises:
        InputError: the folder holds no rule file, or one that stands for no shipped one.
        ConfigError: a file is not TOML; one line names file and place.
    """
    own = sorted(folder.rglob("*.toml"))
    if not own:
        raise InputError(f"{folder}: holds no rule file: copy one of {SHIPPED} there and change it")
    shutil.copytree(SHIPPED, target)
    for path in own:
        name = path.relative_to(folder)
        # A new file beside shipped ones is a language more; anything else is a name misspelt.
        if not (SHIPPED / name).is_file() and (
            name.parent == Path() or not (SHIPPED / name.parent).is_dir()
        ):
            raise InputError(f"{path}: no shipped rule file has this name: see {SHIPPED}")
        parse_rules(path)
        (target / name).write_bytes(path.read_bytes())


def hash_files(folder: Path, patterns: Sequence[str]) -> str:
    """SHA-256 over the names and bytes of all matching files of a folder, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
