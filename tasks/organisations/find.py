"""Organisations named in a release: full names, acronyms tied to them, short forms, and their ids.

One organisation is one entry, however often and in whatever form it is named. Its id is the same in
all releases and languages where its name folds alike or stands in one row of
`rules/organisations/known.toml`.
"""

import re
from collections.abc import Sequence

from schemas.bodies import KnownOrganisation
from schemas.findings import Evidence, Organisation
from tasks.organisations.acronyms import (
    find_other_acronyms,
    is_acronym_of,
    is_initials,
    is_label,
)
from tasks.organisations.bodies import Body, find_bodies
from tasks.organisations.described import find_described
from tasks.organisations.forms import (
    INFLECTED,
    choose_base,
    cut_form,
    is_better,
    is_short_of,
    list_parts,
    trim_titles,
)
from tasks.organisations.gazetteer import Gazetteer, Lexemes
from tasks.organisations.hinted import find_hinted
from tasks.organisations.known import KNOWN, fold_name, load_registry, make_slug
from tasks.organisations.named import Named, is_owner, is_written
from tasks.organisations.offices import identify_office
from tasks.organisations.spoken import Spoken
from tasks.organisations.uncased import UNCASED, find_uncased
from tasks.organisations.wording import Words, load_words
from tasks.prose.cut import Prose, Token

# Text behind a name in which its acronym may be introduced.
_BRACKET = re.compile(
    r"\.?\s?[(（]\s?(?:(?:the|hereinafter|hereafter|la|le|el|далее|–|—|-|:|,)\s){0,4}"
    r"[\"“«'‘]?(?:the )?(?P<short>[^\s()（）\"”»“«,;:][^()（）\"”»“«;:]{0,38}?)"
    r"[\"”»'’,]{0,2}\s?[)）]"
)
_SPACE = re.compile(r"\s+")
_MIN_LETTERS = 2
# Words between a name as found and the acronym that shows it is longer.
_MAX_REACH = 7
# Languages whose articles are written onto the next word.
_ELIDING = frozenset({"fr", "it", "ca"})


class _Draft:
    """An organisation while its mentions are gathered."""

    def __init__(self, key: str, name: str, head: str, known: KnownOrganisation | None) -> None:
        self.key = key
        self.name = name
        self.head = head
        self.known = known
        # Whose it is, from the word before it: "Norland's Ministry of Trade".
        self.owner = ""
        self.acronym = ""
        self.mentions: dict[int, Evidence] = {}


def find_organisations(prose: Prose, lexemes: Lexemes, language: str) -> tuple[Organisation, ...]:
    """Find the organisations that a release names, in the order of their first mention.

    Args:
        prose: The release's text.
        lexemes: Its words, folded.
        language: BCP 47 tag; names of a language without rules are found by the known ones alone.
    """
    language = language.split("-", maxsplit=1)[0]
    if language in UNCASED:
        words, bodies, described = None, find_uncased(lexemes, language), []
    else:
        words = load_words(language) or load_words("en")
        bodies = find_bodies(prose.text, lexemes, words) if words else []
        described = _find_hidden(prose, lexemes, words) if words else []
    gathering = _Gathering(prose, lexemes, words, language)
    gathering.take_names(trim_titles(bodies, lexemes, prose.body_start, words))
    gathering.tie_brackets()
    gathering.take_described(described)
    gathering.take_acronyms()
    gathering.take_short_forms()
    gathering.merge_parts()
    return gathering.finish()


def _find_hidden(prose: Prose, lexemes: Lexemes, words: Words) -> list[Body]:
    """What only the words around it tell."""
    return [*find_described(lexemes, words), *find_hinted(prose.text, lexemes, words)]


class _Gathering:
    """The organisations of one text, gathered name by name."""

    def __init__(self, prose: Prose, lexemes: Lexemes, words: Words | None, language: str) -> None:
        self._language = language
        self._prose = prose
        self._lexemes = lexemes
        self._words = words
        self._known = load_registry()
        present = set(lexemes.folds)
        self._bare = {
            key: organisation
            for key, organisation in self._known.bare_keys.items()
            if not present.isdisjoint(organisation.near.split())
        }
        self._named = Named(lexemes, words)
        self._spoken = Spoken(lexemes, words) if words else None
        self._drafts: dict[str, _Draft] = {}
        self._taken = bytearray(len(lexemes.tokens))
        self._spans: list[tuple[int, int, _Draft]] = []
        self._acronyms: dict[str, _Draft] = {}

    def take_names(self, bodies: Sequence[Body]) -> None:
        """Take names found by their heads and names known; where they overlap, the longer."""
        names = [*((body, None) for body in bodies), *self._named.find()]
        names.sort(key=lambda each: (each[0].first - each[0].stop, each[1] is None))
        for body, organisation in names:
            if not any(self._taken[body.first : body.stop]):
                self._take(body, organisation)
        self._spans.sort(key=lambda span: span[:2])

    def take_described(self, described: Sequence[Body]) -> None:
        """Take what only a description tells; its name counts wherever else it stands."""
        first_words = {fold_name(one.name).split(" ")[0]: one for one in self._drafts.values()}
        for body in described:
            name = self._read(body.first, body.stop)
            known = name in self._acronyms or name in self._known.acronyms
            if known or any(self._taken[body.first : body.stop]):
                continue
            draft = first_words.get(fold_name(name).split(" ")[0])
            if draft and is_short_of(name, draft.name):
                self._add(draft, body.first, body.stop, body.rule, body.confidence)
            else:
                self._take(body, None)
            self._acronyms.setdefault(name, self._spans[-1][2])
        self._spans.sort(key=lambda span: span[:2])

    def tie_brackets(self) -> None:
        """Tie acronyms and short names in brackets to the names before them."""
        text, tokens = self._prose.text, self._lexemes.tokens
        for first, stop, draft in self._reach_brackets():
            end = self._lexemes.ends[stop - 1]
            match = _BRACKET.match(text, end, end + 80)
            short = match["short"].strip() if match else ""
            if short and is_short_of(short, draft.name):
                self._acronyms.setdefault(short, draft)
                continue
            # Behind it, with brackets or without, or before it, where it stands in brackets itself.
            follows = stop < len(tokens) and self._lexemes.glued[stop]
            precedes = first > 1 and tokens[first - 1].text == "("
            shorts = (
                short,
                tokens[stop].text if follows else "",
                tokens[first - 2].text if precedes else "",
            )
            found = next((each for each in shorts if is_acronym_of(each, draft.name)), "")
            if found:
                self._tie(found, draft)

    def _tie(self, short: str, draft: _Draft) -> None:
        """Tie an acronym; a name in another language is that of the body known by the acronym."""
        self._acronyms.setdefault(short, draft)
        draft.acronym = draft.acronym or short
        if self._words and self._words.language != "en" and len(short) > _MIN_LETTERS:
            draft.known = draft.known or self._known.acronyms.get(short)

    def _reach_brackets(self) -> list[tuple[int, int, _Draft]]:
        """The names found, some of them longer: up to the acronym that has their last initials."""
        tokens, reached = self._lexemes.tokens, list(self._spans)
        for index, (first, stop, draft) in enumerate(self._spans):
            limit = min(stop + _MAX_REACH, len(tokens) - 2)
            at = stop
            if self._lexemes.ends[stop - 1] < tokens[stop - 1].end:
                continue
            while at < limit and tokens[at].kind == "word" and self._lexemes.glued[at]:
                if self._taken[at] or (self._words and tokens[at].text in self._words.joints):
                    break
                at += 1
            if at == stop or at >= limit or tokens[at].text != "(" or tokens[at + 2].text != ")":
                continue
            short, name = tokens[at + 1].text, self._read(first, at)
            if is_initials(short, name) and not is_initials(short, draft.name):
                start, end = self._lexemes.starts[first], self._lexemes.ends[at - 1]
                draft.name = name
                draft.mentions[start] = draft.mentions[start].model_copy(
                    update={"end": end, "text": self._prose.text[start:end]}
                )
                self._taken[stop:at] = b"\1" * (at - stop)
                reached[index] = (first, at, draft)
        return reached

    def take_acronyms(self) -> None:
        """Take acronyms: those tied in this text, those known, those whose role follows."""
        single = {short: draft for short, draft in self._acronyms.items() if " " not in short}
        longer = [(short, draft) for short, draft in self._acronyms.items() if " " in short]
        for at, stop, draft in Gazetteer(longer).find(self._lexemes) if longer else ():
            if not any(self._taken[at:stop]) and is_written(self._lexemes, at):
                self._add(draft, at, stop, "organisations/tied:bracket", 0.9)
        others = find_other_acronyms(self._lexemes, single.keys())
        for at in self._list_capitals():
            token = self._lexemes.tokens[at]
            if self._taken[at] or ("-" in token.text and self._take_compound(at, token)):
                continue
            short = self._prose.text[self._lexemes.starts[at] : self._lexemes.ends[at]]
            if short[-1] == "s" and (short[:-1] in single or short[:-1] in self._known.acronyms):
                short = short[:-1]
            if short in single:
                self._add(single[short], at, at + 1, "organisations/tied:bracket", 0.95)
            elif short in self._known.acronyms:
                if not (is_label(self._lexemes, at) or short in others):
                    self._take_known(at, short)
            elif short not in others and self._spoken and self._spoken.hold(at, short):
                self._take(Body(at, at + 1, "organisations/en:acronym-role", 0.7), None)

    def _list_capitals(self) -> list[int]:
        """The words with a capital, perhaps behind an article: "l'ONU"."""
        lexemes, taken = self._lexemes, self._taken
        is_eliding = self._language in _ELIDING
        return [
            at
            for at, (start, _, text, kind) in enumerate(lexemes.tokens)
            if (text[0].isupper() or (is_eliding and lexemes.starts[at] > start))
            and kind == "word"
            and not taken[at]
            and is_written(lexemes, at)
        ]

    def _take_known(self, at: int, short: str) -> None:
        """Take a known acronym, or its branch: "NORA Denmark"."""
        known = self._known.acronyms[short]
        branch = self._named.read_branch(at + 1, known)
        if branch > at + 1 and not any(self._taken[at:branch]):
            self._take(Body(at, branch, f"{KNOWN}:branch", 0.8), None)
        else:
            self._take(Body(at, at + 1, f"{KNOWN}:acronym", 0.9, name=short), known)

    def _take_compound(self, at: int, token: Token) -> bool:
        """Take the acronym that opens a compound: "NATO-led", "EU-Kommission"."""
        short, hyphen, rest = token.text.partition("-")
        known = self._known.acronyms.get(short)
        if not hyphen or not known or token.text in self._known.acronyms:
            return False
        if not (rest[:1].islower() or self._language == "de") or rest.isupper():
            return False
        start, end = self._lexemes.starts[at], token.start + len(short)
        draft = self._find_draft(fold_name(known.name), short, known)
        draft.mentions[start] = Evidence(
            start=start, end=end, text=short, rule=f"{KNOWN}:compound", confidence=0.85
        )
        return True

    def take_short_forms(self) -> None:
        """Take "the Ministry" for the one named before, and a firm without its legal form."""
        words = self._words
        if not words:
            return
        drafts = self._drafts.values()
        firms = [(short, draft) for draft in drafts if (short := cut_form(draft.name, words))]
        for at, stop, draft in Gazetteer(firms).find(self._lexemes) if firms else ():
            if not any(self._taken[at:stop]) and is_written(self._lexemes, at):
                self._add(draft, at, stop, "organisations/tied:legal-form", 0.85)
        self._spans.sort(key=lambda span: span[:2])
        latest: dict[str, _Draft] = {}
        spans = iter(self._spans)
        span = next(spans, None)
        for at, fold in enumerate(self._lexemes.folds):
            while span and span[0] <= at:
                latest[span[2].head] = span[2]
                span = next(spans, None)
            if (
                fold in latest
                and fold
                and not self._taken[at]
                and self._lexemes.styles[at] == "plain"
                and is_written(self._lexemes, at)
                and at
                and self._lexemes.folds[at - 1] in words.articles
            ):
                self._add(latest[fold], at, at + 1, "organisations/tied:short", 0.8)

    def merge_parts(self) -> None:
        """Merge "Department of Labor" into "U.S. Department of Labor" if there is but one."""
        fuller: dict[tuple[str, str], set[str]] = {}
        for draft in self._drafts.values():
            for part in list_parts(draft.key) if draft.head else ():
                fuller.setdefault((draft.head, part), set()).add(draft.key)
        for key in sorted(self._drafts, key=lambda key: (len(key), key)):
            draft = self._drafts[key]
            longer = [each for each in fuller.get((draft.head, key), ()) if each in self._drafts]
            if len(longer) == 1 and not draft.known:
                other = self._drafts[longer[0]]
                other.mentions |= draft.mentions
                other.acronym = other.acronym or draft.acronym
                del self._drafts[key]

    def finish(self) -> tuple[Organisation, ...]:
        """The organisations in the order of their first mention; one id is one organisation."""
        found: dict[str, Organisation] = {}
        for draft in sorted(self._drafts.values(), key=lambda draft: min(draft.mentions)):
            identity, reason = self._identify(draft)
            mentions = draft.mentions
            before = found.get(identity)
            if before:
                mentions |= {mention.start: mention for mention in before.mentions}
            acronyms = draft.known.acronyms if draft.known else ()
            if draft.known and draft.name in acronyms:
                draft.name = self._find_full(draft.known) or draft.name
            found[identity] = Organisation(
                organisation_id=identity,
                id_reason=reason,
                name=before.name if before else draft.name,
                acronym=draft.acronym or (before.acronym if before else next(iter(acronyms), "")),
                mentions=tuple(mentions[at] for at in sorted(mentions)),
            )
        return tuple(found.values())

    def _find_full(self, known: KnownOrganisation) -> str:
        """The full name, where it stands only within another's: "Secretariat of the ..."."""
        names = (known.name, *known.names)
        return next((name for name in names if " " in name and name in self._prose.text), "")

    def _identify(self, draft: _Draft) -> tuple[str, str]:
        apart = self._known.apart.get(draft.key)
        if apart:
            return apart, f"kept apart in {KNOWN}.toml"
        if draft.known:
            return draft.known.id, f"{KNOWN}.toml: {draft.known.name}"
        identity, reason = identify_office(f"{draft.owner} {draft.name}", self._language)
        return (identity, reason) if identity else (make_slug(draft.key), "name")

    def _take(self, body: Body, organisation: KnownOrganisation | None) -> None:
        name = body.name or self._read_name(body.first, body.stop)
        if organisation and name[1:] in organisation.names:
            name = name[1:]  # an Arabic particle is written onto it
        if organisation and self._language in INFLECTED:
            name = choose_base(name, organisation)
        key = fold_name(name)
        named = organisation or self._known.by_key.get(key) or self._bare.get(key)
        known = None if key in self._known.apart else named
        if known:
            key = fold_name(known.name)
        draft = self._find_draft(key, name, known, body.head)
        draft.owner = draft.owner or self._find_owner(body.first)
        draft.head = draft.head or body.head or self._find_head(body)
        self._add(draft, body.first, body.stop, body.rule, body.confidence)

    def _find_draft(
        self, key: str, name: str, known: KnownOrganisation | None, head: str = ""
    ) -> _Draft:
        """The organisation of a key, new or with a name that tells more."""
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(key, name, head, known)
        elif is_better(name, draft.name):
            draft.name = name
        return draft

    def _find_owner(self, first: int) -> str:
        """The word before a name that owns it: "Norland's"; empty if none does."""
        return self._read(first - 1, first) if is_owner(self._lexemes, first - 1) else ""

    def _find_head(self, body: Body) -> str:
        """The word of a known name that makes it an organisation's."""
        if not self._words:
            return ""
        heads = self._words.heads
        folds = self._lexemes.folds[body.first : body.stop]
        return next((fold for fold in folds if heads.get(fold) == "body"), "")

    def _add(self, draft: _Draft, first: int, stop: int, rule: str, confidence: float) -> None:
        start, end = self._lexemes.starts[first], self._lexemes.ends[stop - 1]
        draft.mentions[start] = Evidence(
            start=start,
            end=end,
            text=self._prose.text[start:end],
            rule=rule,
            confidence=confidence,
        )
        self._taken[first:stop] = b"\1" * (stop - first)
        self._spans.append((first, stop, draft))

    def _read(self, first: int, stop: int) -> str:
        text = self._prose.text[self._lexemes.starts[first] : self._lexemes.ends[stop - 1]]
        return _SPACE.sub(" ", text)

    def _read_name(self, first: int, stop: int) -> str:
        """A name; an Arabic one has its article back that "to" had changed."""
        name = self._read(first, stop)
        return f"ا{name}" if self._lexemes.tokens[first].text.startswith(("لل", "ولل")) else name
