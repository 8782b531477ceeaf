"""Regular expressions in rule files, and whether they need a look."""

import re

from pydantic import ValidationInfo

# Put into the context of validation by the reader of shipped files: tests compile their patterns.
TRUSTED = "trusted"


def check_pattern(pattern: str, info: ValidationInfo) -> str:
    """Refuse what is no regular expression; those of trusted files are not compiled for it."""
    if info.context == TRUSTED:
        return pattern
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {pattern!r}: {error}") from error
    return pattern
