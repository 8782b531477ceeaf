import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd

from schemas.errors import FetchError
from tasks.network.unpack import read_stream

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "gzip, zstd": lambda body: zstd.compress(gzip.compress(body)),
}
# One fits a piece handed out by the unpackers exactly, one is a byte longer.
BODIES = [
    b"x",
    bytes(262_144),
    bytes(262_145),
    b"words and more " * 100_000,
    random.Random(7).randbytes(300_000),  # noqa: S311 - a fixed body, no secret
]


def read(packed: bytes, coding: str, step: int) -> bytes:
    pieces = (packed[start : start + step] for start in range(0, len(packed), step))
    return read_stream("here", pieces, {"content-encoding": coding}, 2_000_000)


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("step", [1, 997, 65_536, 10_000_000])
def test_a_body_is_the_same_however_it_is_packed_and_cut_up(coding: str, step: int):
    for body in BODIES:
        packed = PACKERS[coding](body)
        if step > 1 or len(packed) < 5_000:
            assert read(packed, coding, step) == body


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_cut_anywhere_is_incomplete(coding: str):
    for body in BODIES:
        packed = PACKERS[coding](body)
        for cut in {1, len(packed) // 2}:
            with pytest.raises(FetchError) as caught:
                read(packed[:-cut], coding, 997)
            assert caught.value.kind == "incomplete"


def test_a_zstd_frame_that_asks_for_gigabytes_is_refused():
    options = {zstd.CompressionParameter.window_log: 30}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(b"words") + packer.flush()
    with pytest.raises(FetchError) as caught:
        read(packed, "zstd", 997)
    assert caught.value.kind == "encoding"
