"""A warehouse whose releases try to run scripts in the page that shows them."""

from pathlib import Path

from schemas.findings import Findings, Organisation, Person, Quote
from tests.warehouse.records import (
    START,
    Record,
    begin,
    load,
    make_fetch,
    make_findings,
    make_release,
)
from warehouse.load import finish_run
from warehouse.publish import publish_snapshot

# Each would call alert, from another place of a page.
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=data:text/javascript,alert(1)></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x",
    "<input autofocus onfocus=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    '<iframe src="javascript:parent.alert(1)"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<a href="javascript:alert(1)">x</a>',
    "<math href=javascript:alert(1)>x",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "{{ [].constructor.constructor('alert(1)')() }} ${alert(1)} {% raw %}",
    r"\u003cscript\u003ealert(1)\u003c/script\u003e",
)  # fmt: skip
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:alert(1)",
    "https://ministry.example/",
)
# Title, link, author and body of each release.
PAYLOAD_COUNT = 4 * len(PAYLOADS)


def load_hostile(home: Path) -> None:
    """Load a release for each payload, which has it in its title, link, names and body."""
    begin(home)
    records: list[Record] = []
    for number, payload in enumerate(PAYLOADS):
        link = f"{LINKS[number % len(LINKS)]}{payload}"
        fetch = make_fetch(number, url=link)
        title = f"{payload} {number}"
        release = make_release(fetch, title=title, body=f"News of {payload}\n\n{payload}")
        records += [fetch, release.model_copy(update={"findings": _find(payload)})]
    finish_run(home, "r1", "completed", START, [load(home, records)])
    begin(home, "r2", days=1)
    edited = make_fetch(0, run="r2", url=f"{LINKS[0]}{PAYLOADS[0]}", raw="edited")
    release = make_release(edited, title=f"{PAYLOADS[1]} edited", body=f"Mended: {PAYLOADS[3]}")
    finish_run(home, "r2", "completed", START, [load(home, [edited, release], run="r2")])
    publish_snapshot(home)


def _find(payload: str) -> Findings:
    found = make_findings(payload)
    spot = {"start": 0, "end": 4, "text": payload, "rule": payload, "confidence": 0.9}
    quote = Quote.model_validate({**spot, "words": payload, "speaker": payload,
                                  "speaker_id": payload, "organisation": payload})  # fmt: skip
    person = found.persons[0].model_dump() | {"person_id": payload, "name": payload}
    body = found.organisations[0].model_dump() | {"organisation_id": payload, "name": payload}
    return found.model_copy(
        update={
            "quotes": (quote,),
            "persons": (Person.model_validate(person, strict=False),),
            "organisations": (Organisation.model_validate(body, strict=False),),
        }
    )
