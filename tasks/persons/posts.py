"""The organisation a role is held in, as one of those found in the release."""

from bisect import bisect_right
from collections.abc import Sequence

from schemas.findings import Evidence, Organisation, Person, Role

_Spans = list[tuple[int, int, str, Evidence]]


def link_posts(
    persons: Sequence[Person], organisations: Sequence[Organisation]
) -> tuple[Person, ...]:
    """Give each role the id of its organisation, and the whole of its name, if it was found."""
    ids: dict[str, str] = {}
    spans: _Spans = []
    for organisation in organisations:
        for mention in organisation.mentions:
            spans.append((mention.start, mention.end, organisation.organisation_id, mention))
            ids.setdefault(mention.text.casefold(), organisation.organisation_id)
        for form in filter(None, (organisation.name, organisation.acronym)):
            ids.setdefault(form.casefold(), organisation.organisation_id)
    starts = {mention.start for person in persons for mention in person.mentions}
    # The name of an organisation that runs on into that of a person is not the whole of it.
    spans = [span for span in spans if not any(at in starts for at in _list_words(span[3]))]
    spans.sort(key=lambda span: span[:3])
    return tuple(
        person.model_copy(update={"roles": tuple(_link(role, ids, spans) for role in person.roles)})
        for person in persons
    )


def _list_words(mention: Evidence) -> list[int]:
    """List where the words of a mention begin, but for the first."""
    return [mention.start + at + 1 for at, letter in enumerate(mention.text) if letter.isspace()]


def _link(role: Role, ids: dict[str, str], spans: _Spans) -> Role:
    if role.organisation is None:
        return role
    place = role.text.find(role.organisation)
    if place >= 0:
        start = role.start + place
        index = bisect_right(spans, start, key=lambda span: span[0]) - 1
        if index >= 0 and spans[index][1] >= start + len(role.organisation):
            found = spans[index]
            return role.model_copy(
                update={"organisation": found[3].text, "organisation_id": found[2]}
            )
    known = ids.get(role.organisation.casefold().removeprefix("the "))
    return role.model_copy(update={"organisation_id": known}) if known else role
