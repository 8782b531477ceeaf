"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from tasks.language import name_script
from tasks.meetings import find_meetings
from tasks.prose import cut_text


def understand_release(parsed: Parsed, language: str, day: date | None) -> Findings:
    """Find all there is to find in a cleaned release.

    Args:
        parsed: The release, cleaned.
        language: BCP 47 tag of its language, `und` if not known.
        day: Publication date, which "next year" is counted from; none if nothing states it.
    """
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    found = Findings(script=name_script(prose.text))
    return found.model_copy(update={"meetings": find_meetings(prose, found, language, day)})
