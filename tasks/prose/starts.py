"""What the frames of a release begin with, in all languages whose rules are known."""

import re
from functools import cache
from typing import Literal

from schemas.anatomy import Anatomy
from tasks.prose.rules import RULES, load_rules

Frame = Literal["embargo", "contact", "number", "label"]


@cache
def compile_starts(parts: tuple[Frame, ...]) -> re.Pattern[str]:
    """Join what begins some parts of a release, in all languages, into one pattern."""
    patterns: list[str] = []
    for path in sorted((RULES / "anatomy").glob("??.toml")):
        rules = load_rules(f"anatomy/{path.name}", Anatomy)
        for part in parts:
            patterns += [rule.pattern.replace("?P<value>", "") for rule in getattr(rules, part)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
