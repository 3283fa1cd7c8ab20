"""Reads Odoo's log: what went wrong in it, whose fault it is, how many tests ran."""

import argparse
import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ADDON = "procedure_control"
HEADER = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) (?P<db>\S+) (?P<logger>[\w.]+): "
)
# Odoo skips what needs a browser when it finds none, and calls that success.
NO_BROWSER = re.compile(r"skipped .*(websocket|chrom)", re.I)
RESULT = re.compile(
    r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<total>\d+) tests"
)
SKIPPED = re.compile(r"^skipped \S+\.Test\w*|^skipped test_|: skipped |^skipped ")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# The addon's models are procedure.*, its tables procedure_*. A path counts only inside
# addons/: the cache and the database carry the addon's name as well.
OURS = re.compile(r"addons[/.]procedure_control|(?<![\w/.-])procedure[_.][a-z]\w*")


@dataclasses.dataclass
class Record:
    """One entry of the log: a header line and what follows it."""

    level: str
    logger: str
    text: str

    @property
    def is_problem(self) -> bool:
        return self.level in ("WARNING", "ERROR", "CRITICAL")

    @property
    def is_test_failure(self) -> bool:
        return ".tests." in self.logger and self.text.startswith(("FAIL:", "ERROR:"))

    @property
    def is_lost_browser_test(self) -> bool:
        return f".{ADDON}." in self.logger and bool(NO_BROWSER.search(self.text))

    @property
    def is_ours(self) -> bool:
        return self.logger.startswith(f"odoo.addons.{ADDON}") or bool(
            OURS.search(self.text)
        )


def records(lines: Iterator[str]) -> Iterator[Record]:
    """Yield the records of a log; lines before the first header are dropped."""
    current: Record | None = None
    for raw in lines:
        line = COLOURS.sub("", raw.rstrip("\n"))
        header = HEADER.match(line)
        if header:
            if current:
                yield current
            current = Record(
                header["level"], header["logger"], line[header.end() :].rstrip()
            )
        elif current:
            current.text += "\n" + line
        elif line.startswith(("Traceback", "usage:", "odoo")):
            current = Record("ERROR", "odoo", line)
    if current:
        yield current


def read(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", errors="replace") as stream:
        return list(records(stream))


def tally(entries: list[Record]) -> tuple[int, int, int]:
    """Passed, failed and skipped, by Odoo's own closing line; none without it."""
    skipped = sum(
        1
        for entry in entries
        if entry.logger.startswith(f"odoo.addons.{ADDON}")
        and SKIPPED.search(entry.text)
    )
    result = None
    for entry in entries:
        if entry.logger == "odoo.tests.result":
            result = RESULT.search(entry.text) or result
    if not result:
        return 0, 0, skipped
    failed = int(result["failed"]) + int(result["errors"])
    return max(int(result["total"]) - failed - skipped, 0), failed, skipped


def problems(entries: list[Record], *, everybody: bool = False) -> list[Record]:
    """Warnings and errors that come from this addon, or all of them.

    A failed test is counted as such and is no warning of the addon's; a browser test
    skipped for want of a browser is one.
    """
    return [
        entry
        for entry in entries
        if entry.is_lost_browser_test
        or entry.is_problem
        and (everybody or (entry.is_ours and not entry.is_test_failure))
    ]


def show(entries: list[Record], limit: int = 60) -> None:
    for entry in entries[:limit]:
        print(f"{entry.level} {entry.logger}: {entry.text}\n")
    if len(entries) > limit:
        print(f"… and {len(entries) - limit} more")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["problems", "ours", "failures", "tally"])
    parser.add_argument("log", type=Path)
    options = parser.parse_args(arguments)
    entries = read(options.log)
    if options.what == "tally":
        print(*tally(entries))
        return 0
    found = problems(entries, everybody=options.what != "ours")
    if options.what == "failures":
        found = [entry for entry in found if entry.level != "WARNING"]
    show(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
