"""A publisher whose archive is long: pages of a listing, each leading to older releases."""

import datetime as dt
import threading

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

FIRST_DAY = dt.date(2023, 12, 29)


class Archive:
    """Serves a listing and its releases, newest first, and counts what is asked of it.

    Release n is numbered 23-(1000 + n) and published n days before the last; those left out are
    neither listed nor served.
    """

    def __init__(
        self, server: HTTPServer, count: int, left_out: frozenset[int] = frozenset()
    ) -> None:
        self.numbers = [n for n in range(count) if n not in left_out]
        self.pages: list[str] = []
        self.releases: list[int] = []
        self.broken = False
        # Requests for releases after which the server waits to be let go on.
        self.patience = 1_000_000
        self.gate = threading.Event()
        self.url = server.url_for("/news")
        server.expect_request("/news").respond_with_handler(self._list)
        for number in self.numbers:
            server.expect_request(f"/r/{number}").respond_with_handler(self._answer)

    def describe(self) -> str:
        """The publisher's TOML."""
        return (
            'id = "archive"\nname = "Harbour office"\nlanguages = ["en"]\nprivate_hosts = ["localhost"]\n'
            f'[[channels]]\nkind = "listing"\nurl = "{self.url}"\nlinks = "ul.news a"\n'
        )

    def _list(self, request: Request) -> Response:
        page = int(request.args.get("page", "1"))
        self.pages.append(str(page))
        if self.broken and page > 2:
            return Response("sorry", 403)
        shown = self.numbers[(page - 1) * 10 : page * 10]
        items = "".join(
            f'<li><time datetime="{FIRST_DAY - dt.timedelta(days=n)}"></time>'
            f'<a href="/r/{n}">Harbour office reports on berth {n}</a></li>'
            for n in shown
        )
        older = f'<a rel="next" href="/news?page={page + 1}">Older</a>'
        body = f'<ul class="news">{items}</ul>{older if page * 10 < len(self.numbers) else ""}'
        return Response(body, content_type="text/html")

    def _answer(self, request: Request) -> Response:
        number = int(request.path.rpartition("/")[2])
        self.releases.append(number)
        if len(self.releases) > self.patience:
            self.gate.wait(30)
        words = " ".join(
            f"Berth {number * 7 + step} was dredged to a new depth." for step in range(9)
        )
        day = FIRST_DAY - dt.timedelta(days=number)
        return Response(
            f"<html><head><title>Harbour office reports on berth {number}</title>"
            f'<meta property="article:published_time" content="{day}"></head><body><main>'
            f"<h1>Harbour office reports on berth {number}</h1><p>{words}</p>"
            f"<p>Press Release Number: 23-{1000 + number}</p></main></body></html>",
            content_type="text/html",
        )
