"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from tasks.language import name_script
from tasks.moments import find_event_dates
from tasks.prose import cut_text


def understand_release(parsed: Parsed, language: str, day: date | None) -> Findings:
    """Find all there is to find in a cleaned release.

    Args:
        parsed: The release, cleaned.
        language: BCP 47 tag of its language, `und` if not known.
        day: Publication date, which "next year" is counted from; none if nothing states it.
    """
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    stated = {one.value for one in parsed.dates if one.method in {"dateline", "date-line"}}
    return Findings(
        script=name_script(prose.text),
        event_dates=find_event_dates(prose, language, day, stated=stated),
    )
