"""Rows gathered once and read by every sheet: what a file is painted from.

Rows lie in chunks of packed text, in memory, in a folder or in a table, so that a file
of a million rows needs no more memory than one of a thousand.
"""

from __future__ import annotations

import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, make_dataclass
from datetime import date, datetime
from itertools import count, islice, repeat
from operator import attrgetter, is_
from types import NoneType
from typing import Any, Protocol

from ..engine.overrun import Terms
from .sources import SOURCES

#: Rows of a chunk.
CHUNK = 2_000


class Chunks(Protocol):
    """Where chunks lie: written in order, read in the same order."""

    def put(self, source: str, rows: int, chunk: bytes) -> None: ...

    def get(self, source: str) -> Iterator[bytes]: ...


class InMemory:
    """Chunks of a small file."""

    def __init__(self) -> None:
        self.chunks: dict[str, list[bytes]] = {}

    def put(self, source: str, rows: int, chunk: bytes) -> None:
        self.chunks.setdefault(source, []).append(chunk)

    def get(self, source: str) -> Iterator[bytes]:
        yield from self.chunks.get(source, ())


class InFolder:
    """Chunks as files of a folder that somebody else makes and removes."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.numbers: Counter[str] = Counter()

    def _path(self, source: str, number: int) -> str:
        return os.path.join(self.folder, f"{source}.{number}")

    def put(self, source: str, rows: int, chunk: bytes) -> None:
        with open(self._path(source, self.numbers[source]), "wb") as file:
            file.write(chunk)
        self.numbers[source] += 1

    def get(self, source: str) -> Iterator[bytes]:
        for number in range(self.numbers[source]):
            with open(self._path(source, number), "rb") as file:
                yield file.read()


class Snapshot:
    """Rows by source (a key of `sources.SOURCES`), as they were at one moment.

    ``counts`` {source: rows} is known while it is written here, or given by whoever
    opens one that was written before.
    """

    def __init__(self, chunks: Chunks, counts: dict[str, int] | None = None) -> None:
        self.chunks = chunks
        self.counts: Counter[str] = Counter(counts or {})
        self._kept: dict[object, Any] = {}

    def write(self, source: str, rows: Iterable[Any]) -> None:
        """Append rows of a source. TypeError for a row of another source."""
        wanted = SOURCES[source]
        rows = iter(rows)
        while batch := list(islice(rows, CHUNK)):
            if not all(type(row) is wanted for row in batch):
                raise TypeError(f"Rows of {source} are {wanted.__name__}.")
            self.chunks.put(source, len(batch), pack(batch))
            self.counts[source] += len(batch)

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """Figures that several sheets are made from, counted at the first asking."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def rows(self, source: str) -> Iterator[Any]:
        """The rows of a source in the order written; again as often as asked."""
        unpack = _unpacker(SOURCES[source])
        for chunk in self.chunks.get(source):
            yield from unpack(chunk)


def pack(rows: list[Any]) -> bytes:
    """Rows of one dataclass as packed text: nothing in it can be run.

    The text holds columns, since what stands in one of them is alike.
    """
    names = [field.name for field in fields(rows[0])]
    # Two of a name at least: for one alone it would not give a tuple.
    read = attrgetter(*names, names[0])
    columns = [_packed(column) for column in zip(*map(read, rows), strict=True)][:-1]
    text = json.dumps(
        [len(rows), columns],
        default=_plain,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _packed(column: tuple[Any, ...]) -> Any:
    """A column as [value] where all of it is one value, else the list of its values,
    or {"t": texts, "n": number of the text of each row} where few texts repeat.
    """
    first = column[0]
    if all(map(is_, column, repeat(first))):
        return [_told(first)]
    kinds = set(map(type, column))
    if kinds <= {str, NoneType}:
        texts = dict.fromkeys(column)
        if len(texts) * 4 < len(column):
            numbers = dict(zip(texts, count(), strict=False))
            return {"t": list(texts), "n": list(map(numbers.__getitem__, column))}
    elif kinds <= {datetime, NoneType}:
        return [None if value is None else value.isoformat() for value in column]
    return column


def _told(value: Any) -> Any:
    return _plain(value) if isinstance(value, (date, Terms)) else value


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Terms):
        return [getattr(value, field.name) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} has no place in a snapshot.")


def _readers(row_class: type) -> dict[int, Any]:
    """{number of the field: how its value is read from text}, of those that need it."""
    readers: dict[int, Any] = {}
    for index, field in enumerate(fields(row_class)):
        kind = str(field.type)
        if "datetime" in kind:
            readers[index] = datetime.fromisoformat
        elif "date" in kind:
            readers[index] = date.fromisoformat
        elif "Terms" in kind:
            readers[index] = _terms
        elif "tuple" in kind:
            readers[index] = _tuples
    return readers


def _unpacker(row_class: type):
    readers = _readers(row_class)
    # A frozen row sets its fields by a call each; one of the same shape that is not
    # frozen is made in a quarter of the time, and then becomes one.
    names = [field.name for field in fields(row_class)]
    slots = "__slots__" in vars(row_class)
    make = make_dataclass(row_class.__name__, names, slots=slots)

    def unpack(chunk: bytes) -> Iterator[Any]:
        text = zlib.decompress(chunk).decode("utf-8", "surrogatepass")
        size, columns = json.loads(text)
        found: list[Iterable[Any]] = []
        for index, column in enumerate(columns):
            if isinstance(column, dict):
                column = map(column["t"].__getitem__, column["n"])
            elif read := readers.get(index):
                column = [None if value is None else read(value) for value in column]
            if isinstance(column, list) and len(column) < size:
                column = repeat(column[0], size)
            found.append(column)
        for row in map(make, *found):
            row.__class__ = row_class
            yield row

    return unpack


def _terms(values: list) -> Terms:
    return Terms(*values)


def _tuples(value: list) -> tuple:
    return tuple(_tuples(item) if isinstance(item, list) else item for item in value)
