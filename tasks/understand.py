"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from collections.abc import Collection
from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from schemas.release import Kind
from tasks.anatomy.boilerplate import find_standing
from tasks.anatomy.find import find_parts, order_parts
from tasks.days.agenda import find_agenda
from tasks.days.moments import drop_own, find_moments
from tasks.language.paragraphs import find_foreign
from tasks.language.vote import name_script
from tasks.meetings.find import find_meetings
from tasks.organisations.find import find_organisations
from tasks.organisations.gazetteer import read_lexemes
from tasks.persons.find import find_persons
from tasks.persons.posts import link_posts
from tasks.places.find import find_places
from tasks.places.quantities import find_quantities
from tasks.places.works import find_works
from tasks.prose.cut import cut_text
from tasks.quotes.find import find_quotes

# What is said in these is no quotation, and what they quote nobody said to the press.
_SPOKEN: frozenset[Kind] = frozenset({"remarks", "interview", "briefing"})


def understand_release(
    parsed: Parsed,
    language: str,
    day: date | None,
    number: str = "",
    standing: Collection[str] = (),
) -> Findings:
    """Find all there is to find in a cleaned release.

    Args:
        parsed: The release, cleaned.
        language: BCP 47 tag of its language, `und` if not known.
        day: Publication date, which "next year" is counted from; none if nothing states it.
        number: Its number, empty if not known.
        standing: Digests of what its source repeats: see tasks/anatomy/boilerplate.py.
    """
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    lexemes = read_lexemes(prose)
    organisations = find_organisations(prose, lexemes, language)
    persons = link_posts(find_persons(prose, language), organisations)
    places = find_places(prose, lexemes, language, organisations, persons)
    quotes = find_quotes(prose, language, persons)
    parts = find_parts(
        prose, language, day, attachments=parsed.attachments, number=number, quotes=quotes
    )
    stated = {one.value for one in parsed.dates if one.method in {"dateline", "date-line"}}
    moments = find_moments(prose, language, day, parts, stated)
    event_dates = drop_own(moments)
    works = find_works(
        prose,
        lexemes,
        language,
        places=places,
        organisations=organisations,
        event_dates=event_dates,
    )
    found = Findings(
        script=name_script(prose.text),
        foreign=find_foreign(prose, language),
        parts=order_parts((*parts, *find_standing(prose, standing, parts))),
        quotes=quotes,
        persons=persons,
        organisations=organisations,
        places=places,
        quantities=find_quantities(prose, lexemes, language),
        works=works,
        event_dates=event_dates,
        agenda=find_agenda(
            prose, language, event_dates, works=works, places=places, persons=persons
        ),
    )
    own = tuple(one.when for one in moments if one.is_own)
    meetings = find_meetings(prose, found, language, day, own)
    return found.model_copy(update={"meetings": meetings})


def judge_quotes(findings: Findings, kind: Kind) -> Findings:
    """Drop the quotations of a speech or a transcript, once its kind is known."""
    if kind not in _SPOKEN or not findings.quotes:
        return findings
    parts = tuple(part for part in findings.parts if part.name != "quote")
    return findings.model_copy(update={"quotes": (), "parts": parts})
