"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from tasks.gazetteer import read_lexemes
from tasks.language import name_script
from tasks.meetings import find_meetings
from tasks.moments import find_event_dates
from tasks.organisations import find_organisations
from tasks.persons import find_persons
from tasks.places import find_places
from tasks.prose import cut_text
from tasks.quantities import find_quantities
from tasks.works import find_works


def understand_release(parsed: Parsed, language: str, day: date | None) -> Findings:
    """Find all there is to find in a cleaned release.

    Args:
        parsed: The release, cleaned.
        language: BCP 47 tag of its language, `und` if not known.
        day: Publication date, which "next year" is counted from; none if nothing states it.
    """
    prose = cut_text(parsed.title, parsed.body, parsed.margins)
    lexemes = read_lexemes(prose)
    organisations = find_organisations(prose, lexemes, language)
    places = find_places(prose, lexemes, language, organisations)
    stated = {one.value for one in parsed.dates}
    found = Findings(
        script=name_script(prose.text),
        persons=find_persons(prose, language),
        organisations=organisations,
        places=places,
        quantities=find_quantities(prose, lexemes, language),
        works=find_works(prose, lexemes, language, places=places, organisations=organisations),
        event_dates=find_event_dates(prose, language, day, stated=stated),
    )
    return found.model_copy(update={"meetings": find_meetings(prose, found, language, day)})
