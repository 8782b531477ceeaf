"""A role written down: its title, where it is held, and whether it is held now."""

from schemas.findings import Role, RoleStatus
from tasks.persons.lexicon import Lexicon
from tasks.persons.roles import Found
from tasks.persons.signs import Line

_MAX_ACRONYM = 4  # letters of a title that stays in capitals: CEO


def make_role(
    line: Line, text: str, found: Found, lexicon: Lexicon, confidence: float
) -> Role | None:
    """Write a role down, with its status; none if nothing is left of its title."""
    tokens = line.tokens
    first, last = found.title
    if last - first > 1 and _is_ranked(line, last, lexicon):
        last -= 1  # Defence Minister Captain Waqavesi
    status: RoleStatus = "current"
    while last - first > 1 and _is_left_out(line, first, lexicon):
        first += 1  # Estonian Foreign Minister, outgoing Chair
    if found.rule != "after":
        # Former U.S. Secretary of State: where it is held stands in between.
        status = _read_status(tokens[max(0, found.start - 1)].text.lower(), lexicon) or status
    while first < last:
        marked = _read_status(tokens[first].text.lower(), lexicon)
        if marked is None:
            break
        status = marked
        first += 1
        if first < last and tokens[first].text == "-":
            first += 1
    head = tokens[last - 1].text.lower()
    if first >= last or lexicon.plurals.get(head, head) in lexicon.empty:
        return None
    title = text[tokens[first].start : tokens[last - 1].end]
    if head.startswith("ex") and head[2:] in lexicon.heads and last - first == 1:
        title, status = title[2:], "former"  # expresidente
    if lexicon.has_postposed:
        title = _drop_nation(title, lexicon)
    title = _write_title(title, lexicon, is_linked=bool(set(line.signs[first:last]) & set("opi")))
    if _read_status(title.rpartition(" ")[2].lower().partition("-")[2], lexicon) == "designate":
        status = "designate"
    organisation = None
    if found.organisation[0] < found.organisation[1]:
        begin, end = found.organisation
        organisation = text[tokens[begin].start : tokens[end - 1].end]
    start, end = tokens[found.start].start, tokens[found.end - 1].end
    return Role(
        start=start,
        end=end,
        text=text[start:end],
        rule=f"persons/clues:role-{found.rule}",
        confidence=confidence,
        title=title,
        organisation=organisation,
        status=status,
    )


def _drop_nation(title: str, lexicon: Lexicon) -> str:
    """Leave out a nationality within a title: ministre roumaine de l'Intérieur."""
    first, *others = title.split(" ")
    return " ".join((first, *(word for word in others if lexicon.large.get(word) != "N")))


def _write_title(title: str, lexicon: Lexicon, *, is_linked: bool) -> str:
    """Write a title as of one person, not in capitals, in Russian in the nominative."""
    if title.isupper() and len(title) > _MAX_ACRONYM:
        title = title.title()
    if lexicon.nominative:
        title = _put_nominative(title, lexicon)
    head, _, tail = title.rpartition(" ")
    if tail.lower() in lexicon.plurals and not is_linked:
        return f"{head} {_match_case(lexicon.plurals[tail.lower()], tail)}".strip()
    return title


def _is_left_out(line: Line, first: int, lexicon: Lexicon) -> bool:
    """Whether the first word of a title is a nationality, or tells of the moment alone."""
    is_nation = line.signs[first] == "N" and line.signs[first + 1] not in "oip"
    return is_nation or line.tokens[first].text.lower() in lexicon.fleeting


def _put_nominative(title: str, lexicon: Lexicon) -> str:
    """Put a title into the nominative: up to its head, what is behind that is in the genitive."""
    words = title.split(" ")
    for place, word in enumerate(words):
        lower = word.lower()
        base = lexicon.nominative.get(lower) or lexicon.plurals.get(lower)
        if base is None and lower not in {"и", "–", "-"}:
            break
        if base and not (lower.endswith("ая") and lower[:-2] == base[:-2]):
            words[place] = _match_case(base, word)
        if lexicon.small.get(lower) == "r":
            following = [one.lower() for one in words[place + 1 : place + 2]]
            if following not in (["и"], ["–"], ["-"]):
                break
    return " ".join(words)


def _is_ranked(line: Line, last: int, lexicon: Lexicon) -> bool:
    """Whether a title ends in a second one, a rank; General is none in Attorney General."""
    rank, head = (line.tokens[at].text.lower() for at in (last - 1, last - 2))
    is_second = rank in lexicon.ranks and rank != "general" and head not in lexicon.ranks
    return is_second and head in lexicon.titles and head not in lexicon.locals


def write_role(role: Role) -> str:
    """Write a role as a reader takes it: who was minister is no minister."""
    return f"{role.status} {role.title}" if role.status in {"former", "acting"} else role.title


def is_rank(line: Line, found: Found, lexicon: Lexicon) -> bool:
    """Whether a role is a rank alone, which any other goes before: Ambassador, General."""
    words = line.tokens[found.title[0] : found.title[1]]
    lesser = lexicon.ranks | lexicon.nobles
    return all(word.text.lower().rstrip(".") in lesser for word in words if word.text != ".")


def _read_status(word: str, lexicon: Lexicon) -> RoleStatus | None:
    if word in lexicon.former:
        return "former"
    if word in lexicon.acting:
        return "acting"
    return "designate" if word in lexicon.designate else None


def _match_case(word: str, model: str) -> str:
    return word.capitalize() if model[0].isupper() else word
