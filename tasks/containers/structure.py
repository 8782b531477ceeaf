"""What a message on a mail server is made of, as the server describes it (IMAP BODYSTRUCTURE).

Source: RFC 3501, sections 7.4.2 and 9.
"""

import re
from collections.abc import Iterator, Sequence
from typing import cast

from tasks.containers.mail import Attachment, find_document_type

# A list holds strings and further lists.
_Node = list[object]

_START = b"BODYSTRUCTURE ("
_TOKEN = re.compile(rb'(?P<mark>[()])|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<atom>[^\s()"]+)')
_ESCAPED = re.compile(rb"\\(.)")
_LITERAL = re.compile(rb"\{\d+\}$")
_MAX_LEAVES = 1_000


def find_attachments(said: bytes) -> list[Attachment]:
    """Find the PDF and Word documents in what a server says of a message."""
    start = said.find(_START)
    if start < 0:
        return []
    found: list[Attachment] = []
    for number, leaf in enumerate(_walk_leaves(_parse_list(said[start + len(_START) :])), start=1):
        words = list(_flatten(leaf))
        kind = "/".join(words[:2]).lower()
        named = next((word for word in words[2:] if find_document_type("", word)), "")
        if media_type := find_document_type(kind, named):
            found.append(Attachment(number, media_type))
        if number >= _MAX_LEAVES:
            break
    return found


def quote_literal(said: bytes, literal: bytes) -> bytes:
    """Write a string that came apart from the words before it back into them."""
    quoted = literal.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return _LITERAL.sub(b"", said) + b'"' + quoted + b'"'


def _parse_list(text: bytes) -> _Node:
    """Parse what follows an opening bracket, up to the one that closes it."""
    root: _Node = []
    stack = [root]
    for match in _TOKEN.finditer(text):
        mark = match["mark"]
        if mark == b"(":
            below: _Node = []
            stack[-1].append(below)
            stack.append(below)
        elif mark == b")":
            stack.pop()
            if not stack:
                break
        else:
            word = match["atom"] if match["text"] is None else _ESCAPED.sub(rb"\1", match["text"])
            stack[-1].append(word.decode("utf-8", "replace"))
    return root


def _walk_leaves(root: _Node) -> Iterator[_Node]:
    """The parts that hold something, in the order in which the message holds them."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node and isinstance(node[0], list):
            parts = [cast("_Node", part) for part in node if isinstance(part, list)]
            # What follows the parts tells of the whole: its kind, and lists that are no parts.
            count = next((n for n, part in enumerate(node) if isinstance(part, str)), len(node))
            waiting.extend(reversed(parts[:count]))
        elif node:
            yield node


def _flatten(node: _Node) -> Iterator[str]:
    waiting: list[object] = [node]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            waiting[:0] = cast("Sequence[object]", item)
