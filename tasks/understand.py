"""Understanding a release: everything that is found in its text, each finder one step.

The text is cut up once; each finder is a pure function on it and on what was found before.
"""

from datetime import date

from schemas.document import Parsed
from schemas.findings import Findings
from tasks.gazetteer import read_lexemes
from tasks.language import name_script
from tasks.organisations import find_organisations
from tasks.persons import find_persons
from tasks.places import find_places
from tasks.posts import link_posts
from tasks.prose import cut_text
from tasks.quantities import find_quantities
from tasks.works import find_works


def understand_release(parsed: Parsed, language: str, day: date | None) -> Findings:  # noqa: ARG001 - used by the finders that follow
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
    return Findings(
        script=name_script(prose.text),
        persons=link_posts(find_persons(prose, language), organisations),
        organisations=organisations,
        places=places,
        quantities=find_quantities(prose, lexemes, language),
        works=find_works(prose, lexemes, language, places=places, organisations=organisations),
    )
