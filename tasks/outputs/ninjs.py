"""Releases as ninjs 3.0: IPTC's News in JSON.

Source: https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json (CC BY 4.0); topics
are IPTC Media Topics.
"""

from collections.abc import Iterator

from schemas.outputs import Item, ItemName, ItemTopic
from tasks.outputs.addresses import is_web, name_item, tell_moment

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"
TOPIC_SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
PREFIX = "medtop:"
UNKNOWN = "other-unknown"

Json = dict[str, object]


def make_ninjs(item: Item) -> Json:
    """Lay a release out as a ninjs object.

    What is not known is left out. A day of publication is its midnight in UTC, as ninjs knows
    moments only.
    """
    named = {sort: [name for name in item.names if name.entity == sort] for sort in _SORTS}
    optional: Json = {
        "contentCreated": tell_moment(item.published_at, item.published_on),
        "located": item.located,
        "people": [_name(each) for each in named["person"]],
        "organisations": [_name(each) for each in named["organisation"]],
        "places": [_place(each) for each in named["place"]],
        "subjects": [_subject(each) for each in item.topics],
        "genres": list(_tell_genres(item.kind)),
        "renditions": _list_renditions(item),
    }
    return {
        "uri": name_item(item.url),
        "type": "text",
        "representationType": "full",
        "version": str(item.version),
        "firstCreated": tell_moment(item.first_seen_at),
        "versionCreated": tell_moment(item.observed_at),
        "pubStatus": "usable",
        "language": item.language,
        "title": item.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": item.title}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/plain",
                "charCount": len(item.body),
                "wordCount": len(item.body.split()),
                "value": item.body,
            }
        ],
        **{name: value for name, value in optional.items() if value},
        "infoSources": [{"name": item.source_name, "role": "publisher", "literal": item.source_id}],
        "altIds": [
            {"role": role, "value": value}
            for role, value in (("release", item.release_id), ("number", item.number))
            if value
        ],
        "standard": {"name": "ninjs", "version": "3.0", "schema": SCHEMA},
    }


_SORTS = ("person", "organisation", "place")


def _name(name: ItemName) -> Json:
    return {"name": name.name, "rel": "mentions", "literal": name.entity_id}


def _place(place: ItemName) -> Json:
    """A place: its literal is an ISO 3166 code where it is a country or a part of one."""
    country: Json = {}
    if place.country:
        address = {"type": "address", "address": {"country": place.country}}
        country = {"contactInfo": [address]}
    return {**_name(place), **country}


def _subject(topic: ItemTopic) -> Json:
    return {
        "name": topic.label,
        "rel": "about",
        "uri": f"{TOPIC_SCHEME}{topic.topic_id.removeprefix(PREFIX)}",
        "literal": topic.topic_id,
        "creator": "communique",
        "confidence": round(topic.confidence * 100),
    }


def _tell_genres(kind: str) -> Iterator[Json]:
    yield {"name": "Press Release"}
    if kind != UNKNOWN:
        yield {"name": kind, "literal": kind}


def _list_renditions(item: Item) -> list[Json]:
    return [{"name": "web", "href": item.url}] if is_web(item.url) else []
