"""A package put together from members that are deflated already.

Row XML is deflated once, when it is painted; here it is copied as it is, whether it was
painted a moment ago or by an earlier run.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

#: 1980-01-31 00:00, as the other members have it: the same rows give the same file.
_DATE, _TIME = (1 << 5) | 31, 0
#: From this size on a member needs the fields of 64 bits.
ZIP64 = 0xFFFFFFFF
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Piece:
    """Deflated bytes, or a file of them: ``size`` and ``crc`` are of what they hold."""

    data: bytes | str
    size: int
    crc: int

    @property
    def packed(self) -> int:
        if isinstance(self.data, bytes):
            return len(self.data)
        return os.path.getsize(self.data)

    def blocks(self) -> Iterator[bytes]:
        if isinstance(self.data, bytes):
            yield self.data
            return
        with open(self.data, "rb") as file:
            while block := file.read(_BLOCK):
                yield block


def deflated(data: bytes, *, last: bool, level: int = 6) -> Piece:
    """A piece of a member; the ``last`` one ends it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    end = zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH
    return Piece(packer.compress(data) + packer.flush(end), len(data), zlib.crc32(data))


class ZipOut:
    """Writes members one after the other; `close` ends the archive."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.place = file, 0
        self.directory: list[bytes] = []

    def add(self, name: str, pieces: Sequence[Piece]) -> None:
        """A member from pieces, of which the last ends the deflated stream."""
        packed, size, crc = 0, 0, 0
        for piece in pieces:
            packed += piece.packed
            crc = crc32_combine(crc, piece.crc, piece.size)
            size += piece.size
        start, encoded = self.place, name.encode("ascii")
        local = _extra(size, packed) if max(size, packed) >= ZIP64 else b""
        self._write(
            struct.pack("<4s2H", b"PK\3\4", 45 if local else 20, 0)
            + _facts(crc, packed, size, encoded, local)
            + encoded
            + local
        )
        for piece in pieces:
            for block in piece.blocks():
                self._write(block)
        big = max(size, packed, start) >= ZIP64
        central = _extra(size, packed, start) if big else b""
        if big:
            packed = size = 0xFFFFFFFF
        self.directory.append(
            struct.pack("<4s3H", b"PK\1\2", 45 if big else 20, 45 if big else 20, 0)
            + _facts(crc, packed, size, encoded, central)
            + struct.pack(
                "<3H2I", 0, 0, 0, 0, min(start, 0xFFFFFFFF) if not big else 0xFFFFFFFF
            )
            + encoded
            + central
        )

    def close(self) -> None:
        start = self.place
        for entry in self.directory:
            self._write(entry)
        size, count = self.place - start, len(self.directory)
        if max(start, size) >= ZIP64 or count >= 0xFFFF:
            end = self.place
            self._write(
                struct.pack(
                    "<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start
                )
                + struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
            )
            start = size = 0xFFFFFFFF
            count = min(count, 0xFFFF)
        self._write(
            struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, start, 0)
        )

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self.place += len(data)


def _facts(crc: int, packed: int, size: int, name: bytes, extra: bytes) -> bytes:
    if extra:
        packed = size = 0xFFFFFFFF
    return struct.pack(
        "<3H3I2H", 8, _TIME, _DATE, crc, packed, size, len(name), len(extra)
    )


def _extra(*values: int) -> bytes:
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def crc32_combine(first: int, second: int, size: int) -> int:
    """The checksum of two texts in a row; ``size`` is that of the second.

    A text of zeros after the first turns its checksum by a matrix over two elements;
    the matrix for 2ⁿ zeros is that for half of them, squared.
    """
    power = 0
    while size:
        if size & 1:
            first = _times(_zeros(power), first)
        size >>= 1
        power += 1
    return first ^ second


@cache
def _zeros(power: int) -> tuple[int, ...]:
    """The matrix for 2**power bytes of zero, as columns."""
    if not power:
        one_bit = (0xEDB88320, *(1 << n for n in range(31)))
        two = tuple(_times(one_bit, column) for column in one_bit)
        four = tuple(_times(two, column) for column in two)
        return tuple(_times(four, column) for column in four)
    half = _zeros(power - 1)
    return tuple(_times(half, column) for column in half)


def _times(matrix: Sequence[int], vector: int) -> int:
    total, index = 0, 0
    while vector:
        if vector & 1:
            total ^= matrix[index]
        vector >>= 1
        index += 1
    return total
