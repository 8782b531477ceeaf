"""Marks, labels and buttons that frame a release, as patterns from rules/marks.toml."""

import re
from functools import cache
from typing import Literal

from schemas.reader import Marks
from tasks.prose.rules import load_rules

MarkList = Literal["end_marks", "furniture", "labels", "missing_pages", "section_titles"]


@cache
def compile_marks(name: MarkList) -> re.Pattern[str]:
    """Join the patterns of one list into one, for matching a whole case-folded paragraph."""
    marks = load_rules("marks.toml", Marks)
    return re.compile("|".join(f"(?:{pattern})" for pattern in getattr(marks, name)))
