"""A publisher's site made on the spot, for pytest-httpserver."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from pytest_httpserver import HTTPServer

NAME = "Harbour Office of Norland"


def write_page(number: int, day: date) -> str:
    """A release of its own words, with all that a good page states."""
    words = " ".join(
        f"Berth {number * 7 + step} was dredged to a depth of {step + 4} metres by the crew."
        for step in range(12)
    )
    return (
        f'<html lang="en"><head><title>Harbour office reports on berth {number} | {NAME}</title>'
        f'<meta property="og:site_name" content="{NAME}">'
        f'<meta property="article:published_time" content="{day}T09:00:00Z"></head><body>'
        f"<article><h1>Harbour office reports on berth {number}</h1><p>{words}</p></article>"
        "</body></html>"
    )


def make_url(number: int) -> str:
    """Where a release lies on the site."""
    return f"/press/2026/harbour-office-reports-on-berth-{number}"


def list_days(count: int, last: date) -> list[date]:
    """Days of so many releases, one every three days, the latest first."""
    return [last - timedelta(days=3 * step) for step in range(count)]


def serve_releases(server: HTTPServer, count: int, last: date) -> None:
    """Put releases 0 (the latest) to `count` on the site."""
    for number, day in enumerate(list_days(count, last)):
        server.expect_request(make_url(number)).respond_with_data(
            write_page(number, day), content_type="text/html; charset=utf-8"
        )


def write_listing(numbers: Iterable[int], head: str = "") -> str:
    """A page that lists releases between a menu and a footer."""
    rows = "".join(
        f'<li class="item"><a href="{make_url(number)}">Harbour office reports on the works at berth'
        f" {number}</a></li>"
        for number in numbers
    )
    return (
        f'<html lang="en"><head><title>Press | {NAME}</title>{head}</head><body>'
        '<nav><a href="/about/the-office">About</a> <a href="/about/contact">Contact</a></nav>'
        f'<main><ul class="news">{rows}</ul></main>'
        '<footer><a href="/legal/privacy-notice">Privacy</a></footer></body></html>'
    )


def write_feed(server: HTTPServer, numbers: Iterable[int], last: date) -> str:
    """An RSS feed of releases."""
    days = list_days(1000, last)
    items = "".join(
        f"<item><title>Harbour office reports on berth {number}</title>"
        f"<link>{server.url_for(make_url(number))}</link>"
        f"<pubDate>{format_datetime(_at_nine(days[number]))}</pubDate></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>{NAME}</title>{items}</channel></rss>'


def write_sitemap(server: HTTPServer, paths: Iterable[str]) -> str:
    """A sitemap of some paths."""
    rows = "".join(f"<url><loc>{server.url_for(path)}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
