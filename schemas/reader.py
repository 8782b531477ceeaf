"""Rules of the readers, as their TOML files in `tasks/rules` hold them."""

from typing import Annotated

from pydantic import Field

from schemas.base import Model

Names = Annotated[tuple[str, ...], Field(min_length=1)]


class Months(Model):
    """Month names over all languages, by the month's number as text."""

    months: dict[str, Names]
    jalali: dict[str, Names]


class Marks(Model):
    """Patterns for whole paragraphs that frame a release, case folded."""

    end_marks: Names
    furniture: Names
    labels: Names
    missing_pages: Names
    section_titles: Names


class Mail(Model):
    """What frames a release in a mail: patterns for whole lines, and XPath of elements."""

    forwards: Names
    signatures: Names
    furniture: Names
    feet: Names
    elements: Names


class Fields(Model):
    """Names under which front matter and JSON documents hold a release's parts, best first."""

    title: Names
    body: Names
    date: Names
    url: Names
    language: Names


class Paging(Model):
    """What the link to the next page of a listing says, case folded."""

    words: Names
    arrows: Names
    signs: Names


class Numbers(Model):
    """What stands before the number of a release, case folded."""

    stems: Names
    endings: Names
    title_labels: Names


class SurveyPlaces(Model):
    """Where a site is looked at for channels, and what the names of hosts tell."""

    feed_paths: Names
    sitemap_paths: Names
    feed_types: Names
    other_feeds: Names
    feed_marks: Names
    news_words: Names
    open_domains: Names
    registries: Names
