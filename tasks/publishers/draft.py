"""A publisher's TOML file: drafted from a survey, written, and marked as checked."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from schemas.base import LanguageTag
from schemas.source import Channel, Schedule, Source
from schemas.survey import Sample, Survey
from tasks.network.addresses import find_host, is_loopback
from tasks.publishers.facts import make_id

EVERY_HOURS = 6

_VERIFIED = re.compile(r"(?m)^verified[ \t]*=.*$")
_HEAD_END = re.compile(r"(?m)^\s*\[")


def propose_id(survey: Survey) -> str:
    """A short name for the publisher, made of its host's."""
    return make_id(survey.homepage, survey.facts.name)


def draft_source(survey: Survey, source_id: str, day: date) -> Source:
    """Describe the publisher that a survey found.

    Args:
        survey: What was found; at least one channel is taken.
        source_id: Its id.
        day: The day of the survey: its pages were read live then.
    """
    facts = survey.facts
    # All sources at the same minute would be a burst.
    minute = hashlib.sha256(source_id.encode()).digest()[0] % 60
    return Source(
        id=source_id,
        name=facts.name or find_host(survey.homepage),
        country=facts.country,
        # Whoever typed an address of this machine means it: runs may reach it too.
        private_hosts=(urlsplit(survey.homepage).netloc,) if is_loopback(survey.homepage) else (),
        homepage=survey.homepage,
        languages=_find_languages(facts.language, survey.samples),
        verified=day,
        schedule=Schedule(cron=f"{minute} */{EVERY_HOURS} * * *"),
        channels=tuple(candidate.channel for candidate in survey.chosen),
    )


def render_source(source: Source, left_out: Sequence[str] = ()) -> str:
    """Write a publisher as TOML, keys that say nothing left out.

    Args:
        source: The publisher.
        left_out: Remarks on what else was found, a line each.
    """
    plain = {"name": source.name, "country": source.country, "homepage": source.homepage}
    lines = [
        f'id = "{source.id}"',
        *(f"{key} = {_quote(value)}" for key, value in plain.items() if value),
        f"languages = [{', '.join(map(_quote, source.languages))}]",
    ]
    if source.private_hosts:
        lines.append(f"private_hosts = [{', '.join(map(_quote, source.private_hosts))}]")
    if source.verified is not None:
        lines.append(f"verified = {source.verified}")
    if source.schedule is not None:
        lines += ["", "[schedule]", f"cron = {_quote(source.schedule.cron)}"]
        lines.append(f"timezone = {_quote(source.schedule.timezone)}")
    for channel in source.channels:
        lines += ["", "[[channels]]", *_render_channel(channel)]
    if left_out:
        lines += ["", "# Found too, and left out:", *(f"# {remark}" for remark in left_out)]
    return "\n".join(lines) + "\n"


def mark_verified(text: str, day: date) -> str:
    """Put the day of a live check into a publisher's TOML, and change nothing else."""
    line = f"verified = {day}"
    if _VERIFIED.search(text):
        return _VERIFIED.sub(line, text, count=1)
    # Keys after the first table would belong to it.
    table = _HEAD_END.search(text)
    place = len(text) if table is None else table.start()
    return f"{text[:place].rstrip()}\n{line}\n{text[place:]}"


def _find_languages(
    declared: LanguageTag | None, samples: Sequence[Sample]
) -> tuple[LanguageTag, ...]:
    """Languages the samples are in, the most frequent first; what the page declares if none."""
    found = Counter(
        sample.release.language.tag
        for sample in samples
        if sample.release is not None and sample.release.language.tag != "und"
    )
    return tuple(tag for tag, _ in found.most_common()) or ((declared,) if declared else ())


def _render_channel(channel: Channel) -> list[str]:
    keys = {"kind": channel.kind, "url": channel.url}
    keys |= {"links": channel.links, "include": channel.include}
    return [f"{key} = {_quote(value)}" for key, value in keys.items() if value]


def _quote(text: str) -> str:
    """A TOML string: a literal where that is easier to read, as for a pattern."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    # JSON's escapes are TOML's too, but for one character that JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
