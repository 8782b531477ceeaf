"""What a look at an unknown site found: how it calls itself, where its releases may be found."""

from pydantic import Field

from schemas.base import LanguageTag, Model
from schemas.discovery import Link
from schemas.document import Discovered, Document
from schemas.release import Rejection, Release
from schemas.source import Channel


class Facts(Model):
    """What a page says of its site."""

    name: str = Field(default="", description="How the site calls itself.")
    language: LanguageTag | None = Field(default=None, description="As the page declares it.")
    country: str = Field(default="", description="ISO 3166-1, as the host's name tells.")
    feeds: tuple[str, ...] = Field(default=(), description="Addresses of feeds the page names.")
    translations: tuple[str, ...] = Field(
        default=(), description="Language tag, a space, and the address, each."
    )


class FeedFacts(Model):
    """What a feed says of its site."""

    facts: Facts
    page: str = Field(default="", description="Address of the page it belongs to.")


class Group(Model):
    """The release links of a listing page, and what holds for them."""

    links: tuple[Link, ...]
    selector: str = Field(default="", description="CSS that finds just these on their page.")
    include: str = Field(default="", description="Pattern that only these addresses match.")
    following: str = Field(default="", description="Address of the next page, if any.")


class Candidate(Model):
    """A channel that may be worth having, and what it brought."""

    channel: Channel
    origin: str = Field(description="How it was found, in a few words.")
    links: tuple[Link, ...] = Field(description="What it points to, in its order.")
    is_archive: bool = Field(
        default=False, description="Whether there is far more behind it than a run should read."
    )
    following: bool = Field(default=False, description="Whether it has older pages.")
    note: str = Field(default="", description="Why it is left out; empty if it is taken.")


class Sample(Model):
    """A document that was fetched and read to see how it reads, or why it could not be had."""

    item: Discovered
    document: Document | None = None
    record: Release | Rejection | None = None
    error: str = Field(default="", description="One line: why it did not arrive.")
    error_kind: str = Field(default="", description="Stable word, such as http-404.")

    @property
    def release(self) -> Release | None:
        """What was read, if it became a release."""
        return self.record if isinstance(self.record, Release) else None

    @property
    def reason(self) -> str:
        """Why it did not become a release; empty if it did."""
        return self.record.reason if isinstance(self.record, Rejection) else self.error


class Survey(Model):
    """What was found at an address."""

    homepage: str
    facts: Facts
    candidates: tuple[Candidate, ...]
    samples: tuple[Sample, ...] = ()
    problems: tuple[str, ...] = Field(default=(), description="What could not be looked at.")

    @property
    def chosen(self) -> list[Candidate]:
        """The channels to take, best first."""
        return [candidate for candidate in self.candidates if not candidate.note]
