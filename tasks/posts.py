"""The organisation a role is held in, as one of those found in the release."""

from collections.abc import Sequence

from schemas.findings import Organisation, Person, Role


def link_posts(
    persons: Sequence[Person], organisations: Sequence[Organisation]
) -> tuple[Person, ...]:
    """Give each role the id of its organisation, if that was found in the release too."""
    ids: dict[str, str] = {}
    for organisation in organisations:
        forms = (
            organisation.name,
            organisation.acronym,
            *(one.text for one in organisation.mentions),
        )
        for form in filter(None, forms):
            ids.setdefault(form.casefold(), organisation.organisation_id)
    return tuple(
        person.model_copy(update={"roles": tuple(_link(role, ids) for role in person.roles)})
        for person in persons
    )


def _link(role: Role, ids: dict[str, str]) -> Role:
    name = (role.organisation or "").casefold()
    # "the Department" and the like are parts of longer names; only a whole name counts.
    found = ids.get(name) or ids.get(name.removeprefix("the "))
    return role.model_copy(update={"organisation_id": found}) if found else role
