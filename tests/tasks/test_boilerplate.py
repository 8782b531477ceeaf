from datetime import date

from schemas.boilerplate import ParagraphCount
from schemas.document import Parsed
from tasks.anatomy.boilerplate import digest_body, learn_standing, strip_standing
from tasks.understand import understand_release

STANDING = "The Harbour Office keeps the ports of the coast in order and serves all who use them."
NEWS = [
    f"The Harbour Office opened quay number {place} to ships of all flags on Monday."
    for place in ("one", "two", "three", "four", "five")
]
BODIES = [f"{text}\n\nShips may call from June on.\n\n{STANDING}" for text in NEWS]


def learn(bodies: list[str]) -> frozenset[str]:
    held = [paragraph for body in bodies for paragraph in digest_body(body)]
    counts = [
        ParagraphCount(
            digest=digest,
            releases=sum(digest == other for other, _ in held),
            late=sum((digest, True) == other for other in held),
        )
        for digest in sorted({digest for digest, _ in held})
    ]
    return learn_standing(counts, len(bodies))


def test_a_paragraph_that_ends_release_after_release_is_standing_text() -> None:
    assert learn(BODIES) == {digest_body(STANDING)[0][0]}


def test_what_few_releases_share_or_what_opens_them_is_news() -> None:
    assert learn(BODIES[:3]) == frozenset()
    assert learn([f"{STANDING}\n\n{text}\n\n{text}" for text in NEWS]) == frozenset()


def test_learnt_standing_text_is_a_part_and_is_left_out_of_what_is_judged() -> None:
    contact = "Media contact: Jane Roe, jane.roe@example.org"
    parsed = Parsed(format="text", title="Quay opens", body=f"{BODIES[4]}\n\n{contact}")
    findings = understand_release(parsed, "en", date(2024, 3, 5), standing=learn(BODIES[:4]))
    found = {part.name: part for part in findings.parts}
    assert (found["boilerplate"].text, found["boilerplate"].rule) == (
        STANDING,
        "boilerplate:learnt",
    )
    news = strip_standing(parsed.title, parsed.body, findings.parts)
    assert news == f"{NEWS[4]}\n\nShips may call from June on."


def test_a_text_that_is_all_frame_is_judged_as_it_is() -> None:
    body = "Media contact: Jane Roe, jane.roe@example.org"
    findings = understand_release(Parsed(format="text", title="Quay", body=body), "en", None)
    assert strip_standing("Quay", body, findings.parts) == body
