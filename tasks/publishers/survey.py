"""A look at an unknown site: which feeds, listings and sitemaps lead to its releases.

Every channel found is asked once and some of its pages are read: what brings releases is taken, and
what is left out says why.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from schemas.discovery import Link
from schemas.errors import FetchError, InputError
from schemas.reader import SurveyPlaces
from schemas.source import Channel
from schemas.survey import Candidate, Facts, Group, Sample, Survey
from tasks.channels.discover import make_items
from tasks.channels.feeds import is_feed
from tasks.channels.sitemaps import is_sitemap
from tasks.channels.walk import keep_links, start_walk, walk_channel
from tasks.network.addresses import find_host, normalise_url
from tasks.network.fetch import Fetcher
from tasks.network.redact import HIDDEN, hide_secrets, show_address
from tasks.network.response import Response
from tasks.prose.rules import load_rules
from tasks.publishers.facts import find_country
from tasks.publishers.patterns import derive_shapes, find_telling, spread_links
from tasks.publishers.sample import Clock, take_sample
from tasks.reading.read import LOOSE
from tasks.workers.limited import describe_listing, parse_sitemap, read_facts, read_feed_facts

SAMPLES = 5
SAMPLES_A_CHANNEL = 2
MAX_FEEDS = 4
MAX_SITEMAPS = 3
# Sitemaps of an index that are read to see what it holds.
SITEMAP_PARTS = 5
# A sitemap of more releases than this is for a backfill, not for every run.
MAX_DAILY = 1_000
MAX_TRANSLATIONS = 12
MIN_LINKS = 2


def survey_site(
    url: str, fetcher: Fetcher, now: Clock, *, with_translations: bool = False
) -> Survey:
    """Find out which channels lead to a site's releases, and read five of them.

    Args:
        url: A page that lists releases, a home page, a feed or a sitemap.
        fetcher: For all of them; it keeps its distance.
        now: The clock.
        with_translations: Whether to look at the page's translations too.

    Raises:
        InputError: no http(s) address, or an API, which nobody can guess at.
        FetchError: the address could not be had.
    """
    look = _Look(fetcher, now)
    answer = fetcher.get(check_address(url), local=True)
    look.see(answer, "the address given")
    if with_translations:
        look.see_translations()
    look.try_paths(answer.final_url)
    return look.conclude(answer.final_url)


def check_address(text: str) -> str:
    """The normal form of an http(s) address.

    Raises:
        InputError: it is none, or holds a secret.
    """
    if hide_secrets(text) != text:
        raise InputError(
            f"{show_address(text)}: holds a password or a key, and a publisher's file keeps none:"
            " leave it out, and see `auth_variable` in docs/fetching.md"
        )
    try:
        url = normalise_url(text)
    except ValueError as error:
        raise InputError(f"{text[:200]}: {error}; name a page, feed or sitemap") from error
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{text[:200]}: a file; name an http:// or https:// address")
    return url


@dataclass
class _Look:
    """A look at a site under way."""

    fetcher: Fetcher
    now: Clock
    facts: Facts = field(default_factory=Facts)
    candidates: list[Candidate] = field(default_factory=list[Candidate])
    problems: list[str] = field(default_factory=list[str])
    asked: set[str] = field(default_factory=set[str])
    samples: dict[str, Sample] = field(default_factory=dict[str, Sample])

    def see(self, answer: Response, origin: str) -> None:
        """Look at what a person named: a page with feeds and links, or just a feed or a sitemap."""
        url = answer.final_url
        self.asked.add(url)
        if is_feed(answer.body):
            self._add_feed(url, origin, answer)
            feed = read_feed_facts(answer.body, url)
            named = feed.facts
            near = find_host(feed.page) == find_host(url)
            site = self._read_site(feed.page) if near else Facts()
            self.facts = site.model_copy(
                update={
                    "name": site.name or named.name,
                    "language": named.language or site.language,
                    "country": named.country,
                }
            )
        elif is_sitemap(answer.body):
            self._add_sitemap(url, origin, answer)
            self.facts = self._read_site(urljoin(url, "/"))
        elif answer.body.lstrip().startswith((b"{", b"[")):
            raise InputError(
                f"{url}: JSON, but no JSON Feed: an API is described by hand, as a channel of kind"
                " `api` in a TOML file (docs/channels.md)"
            )
        else:
            self.facts = self._see_page(answer, origin)

    def see_translations(self) -> None:
        """Look at the page's translations, one a language, for what lists releases in these."""
        pages: dict[str, str] = {}
        for translation in self.facts.translations:
            language, _, page = translation.partition(" ")
            pages.setdefault(language, page)
        for language, page in list(pages.items())[:MAX_TRANSLATIONS]:
            answer = self._ask(page, quiet=False)
            try:
                if answer is not None:
                    self._see_page(answer, f"the page in {language}")
            except FetchError as error:
                self.problems.append(str(error))

    def try_paths(self, page: str) -> None:
        """Try where feeds and sitemaps usually lie, as far as none was found."""
        rules = load_rules("survey.toml", SurveyPlaces)
        folders = list(dict.fromkeys((urljoin(page, "."), urljoin(page, "/"))))
        kinds = {candidate.channel.kind for candidate in self.candidates}
        if not kinds & {"feed", "sitemap"}:
            for place in (f"{folder}{path}" for folder in folders for path in rules.feed_paths):
                if self._add_feed(place, "tried"):
                    break
        if "sitemap" in kinds:
            return
        named = self._read_robots(page)
        tried = [f"{folder}{path}" for folder in folders for path in rules.sitemap_paths]
        found = 0
        for place in named or tried:
            found += self._add_sitemap(place, "robots.txt" if named else "tried")
            if found and (not named or found == MAX_SITEMAPS):
                break

    def conclude(self, homepage: str) -> Survey:
        """Judge the channels by what they bring, and read some releases of those taken."""
        judged = list(self._judge())
        taken = [candidate for candidate in judged if not candidate.note]
        wanted = _take_turns([spread_links(each.links, SAMPLES) for each in taken])
        for channel, link in _name_channels(wanted, taken):
            if sum(sample.release is not None for sample in self.samples.values()) >= SAMPLES:
                break
            self._sample(channel, link)
        brought = {link.url for candidate in taken for link in candidate.links}
        samples = [sample for url, sample in self.samples.items() if url in brought]
        if not self.facts.name:
            self.facts = self.facts.model_copy(update={"name": _find_name(samples)})
        return Survey(
            homepage=homepage,
            facts=self.facts,
            candidates=tuple(judged),
            samples=tuple(sorted(samples, key=lambda sample: sample.release is None)[:SAMPLES]),
            problems=tuple(self.problems),
        )

    def _read_site(self, page: str) -> Facts:
        """What a page says of the site, where it is asked for no more."""
        answer = self._ask(page, quiet=False)
        try:
            if answer is not None:
                return read_facts(answer.body, answer.final_url, answer.charset)
        except FetchError as error:
            self.problems.append(str(error))
        return Facts(country=find_country(page))

    def _see_page(self, answer: Response, origin: str) -> Facts:
        """Read a page's facts, take its feeds, and its links if they read like a list."""
        facts = read_facts(answer.body, answer.final_url, answer.charset)
        count = 0
        for feed in facts.feeds:
            count += self._add_feed(feed, f"named by {origin}")
            if count == MAX_FEEDS:
                break
        try:
            group = describe_listing(answer.body, answer.final_url, answer.charset)
        except FetchError as error:
            self.problems.append(str(error))
            return facts
        if len(group.links) >= MIN_LINKS:
            self.candidates.append(_make_listing(answer.final_url, origin, group))
        return facts

    def _add_feed(self, url: str, origin: str, answer: Response | None = None) -> bool:
        if answer is None:
            answer = self._ask(url, quiet=origin == "tried")
        if answer is None or not is_feed(answer.body):
            return False
        channel = Channel(kind="feed", url=answer.final_url)
        return self._add(channel, origin, answer)

    def _add_sitemap(self, url: str, origin: str, answer: Response | None = None) -> bool:
        if answer is None:
            answer = self._ask(url, quiet=origin == "tried")
        if answer is None or not is_sitemap(answer.body):
            return False
        channel = Channel(kind="sitemap", url=answer.final_url, max_pages=SITEMAP_PARTS)
        return self._add(channel, origin, answer)

    def _add(self, channel: Channel, origin: str, answer: Response) -> bool:
        """Ask a channel whose first page was fetched what it brings."""
        left_out: list[str] = []
        if HIDDEN in channel.url:
            self.problems.append(f"{channel.url}: holds a key, which a publisher's file keeps not")
            return False
        try:
            start = start_walk(channel, 0)
            links = walk_channel(channel, start, self.fetcher, left_out, first_answer=answer)
        except FetchError as error:
            self.problems.append(str(error))
            return False
        is_archive = bool(left_out)
        if channel.kind == "sitemap":
            channel = self._narrow(channel.model_copy(update={"max_pages": 0}), links)
            links = keep_links(channel, links) if channel.include else []
            is_archive = is_archive or len(links) > MAX_DAILY
        self.candidates.append(
            Candidate(channel=channel, origin=origin, links=tuple(links), is_archive=is_archive)
        )
        return bool(links)

    def _narrow(self, channel: Channel, links: Sequence[Link]) -> Channel:
        """Give a sitemap, which names every page of a site, the pattern of its releases."""
        known = {link.url for candidate in self.candidates for link in candidate.links}
        listed = {link.url for link in links}
        wanted = [url for url in known if url in listed] or [
            link.url for link in find_telling(links)
        ]
        return channel.model_copy(update={"include": derive_shapes(wanted)})

    def _read_robots(self, page: str) -> list[str]:
        """Sitemaps that robots.txt names, those of news first."""
        answer = self._ask(urljoin(page, "/robots.txt"), quiet=True)
        if answer is None or not is_sitemap(answer.body):
            return []
        words = load_rules("survey.toml", SurveyPlaces).news_words
        try:
            children = parse_sitemap(answer.body, answer.final_url).children
        except FetchError:
            return []
        named = [child.url for child in children]
        return sorted(named, key=lambda url: not any(word in url.lower() for word in words))

    def _ask(self, url: str, *, quiet: bool) -> Response | None:
        """Fetch something that may be there; each address once."""
        if url in self.asked:
            return None
        self.asked.add(url)
        try:
            return self.fetcher.get(url)
        except FetchError as error:
            # That a place we guessed at is empty says nothing.
            if not quiet or not error.kind.startswith("http-4"):
                self.problems.append(str(error))
            return None

    def _judge(self) -> Iterator[Candidate]:
        """Say of each candidate whether it is taken, and if not, why."""
        brought: set[str] = set()
        ranked = sorted(self.candidates, key=_rank)
        listing = next((each for each in ranked if each.channel.kind == "listing"), None)
        for candidate in ranked:
            note, channel = self._find_fault(candidate), candidate.channel
            urls = {link.url for link in candidate.links}
            if not note and channel.kind == "feed" and listing is not None:
                note, channel = self._fit(candidate, listing)
            if not note and candidate.is_archive and brought:
                note = "an archive: add it for `communique backfill`"
            if not note and urls <= brought and not candidate.following:
                note = "brings nothing that the others do not"
            if not note:
                brought |= urls
            yield candidate.model_copy(
                update={
                    "note": note,
                    "channel": channel,
                    "links": tuple(keep_links(channel, candidate.links)),
                }
            )

    def _find_fault(self, candidate: Candidate) -> str:
        """Read some pages of a channel; why it is of no use, or "" if one is a release."""
        if not candidate.links:
            return "leads to nothing that looks like a release"
        samples = [
            self._sample(candidate.channel, link)
            for link in spread_links(candidate.links, SAMPLES_A_CHANNEL)
        ]
        if any(sample.release for sample in samples):
            return ""
        return f"its pages do not read as releases: {samples[0].reason}"

    def _fit(self, feed: Candidate, listing: Candidate) -> tuple[str, Channel]:
        """Hold a feed against the list of the page that was named: it may be of another part."""
        pattern = listing.channel.include or derive_shapes([link.url for link in listing.links])
        if not pattern or not self._is_dated(listing):
            return "", feed.channel
        narrowed = feed.channel.model_copy(update={"include": pattern})
        kept = len(keep_links(narrowed, feed.links))
        if kept == len(feed.links):
            return "", feed.channel
        if kept:
            return "", narrowed
        if feed.origin == "tried":
            return "tells of other pages than those listed", feed.channel
        return "", feed.channel

    def _is_dated(self, candidate: Candidate) -> bool:
        found = [self.samples[link.url] for link in candidate.links if link.url in self.samples]
        return any(sample.release and sample.release.published_on for sample in found)

    def _sample(self, channel: Channel, link: Link) -> Sample:
        if link.url not in self.samples:
            (item,) = make_items(LOOSE.id, channel.kind, [link])
            self.samples[link.url] = take_sample(item, LOOSE, self.fetcher, self.now)
        return self.samples[link.url]


def _find_name(samples: Sequence[Sample]) -> str:
    """How the site calls itself on its releases: what one alone says is its own headline."""
    documents = [
        sample.document
        for sample in samples
        if sample.document is not None and sample.document.media_type.endswith("html")
    ]
    names = Counter(read_facts(each.raw, each.url, each.charset).name for each in documents)
    name, count = names.most_common(1)[0] if names else ("", 0)
    return name if count > 1 else ""


def _rank(candidate: Candidate) -> int:
    return ("feed", "listing", "sitemap").index(candidate.channel.kind)


def _make_listing(url: str, origin: str, group: Group) -> Candidate:
    channel = Channel(kind="listing", url=url, links=group.selector, include=group.include)
    return Candidate(
        channel=channel,
        origin=f"links of {origin}",
        links=group.links,
        following=bool(group.following),
    )


def _take_turns(groups: Sequence[Sequence[Link]]) -> list[Link]:
    longest = max(map(len, groups), default=0)
    return [group[turn] for turn in range(longest) for group in groups if turn < len(group)]


def _name_channels(
    links: Iterable[Link], taken: Sequence[Candidate]
) -> Iterator[tuple[Channel, Link]]:
    for link in links:
        yield next(each.channel for each in taken if link in each.links), link
