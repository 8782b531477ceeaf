"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from schemas.release import Kind
from tasks.anatomy import find_parts
from tasks.language import name_script
from tasks.persons import find_persons
from tasks.prose import cut_text
from tasks.quotes import find_quotes

# What is said in these is no quotation, and what they quote nobody said to the press.
_SPOKEN: frozenset[Kind] = frozenset({"remarks", "interview", "briefing"})


def understand_release(
    parsed: Parsed,
    language: str,
    day: date | None,
    kind: Kind = "other-unknown",
    number: str = "",
) -> Findings:
    """Find all there is to find in a cleaned release.

    Args:
        parsed: The release, cleaned.
        language: BCP 47 tag of its language, `und` if not known.
        day: Publication date, which "next year" is counted from; none if nothing states it.
        kind: Kind of the release: a speech or a transcript has no quotations.
        number: Its number, empty if not known.
    """
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    persons = find_persons(prose, language)
    quotes = () if kind in _SPOKEN else find_quotes(prose, language, persons)
    return Findings(
        parts=find_parts(
            prose,
            language,
            day,
            attachments=parsed.attachments,
            number=number,
            quotes=quotes,
        ),
        quotes=quotes,
        persons=persons,
        script=name_script(prose.text),
    )
