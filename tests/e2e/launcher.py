"""Starts Odoo in this process with a clock that the test sets.

    python launcher.py --at 2026-10-05T02:00:00Z [--control SOCKET] -- server -d DB …

The clock is Python's, in this process only: freezegun, ticking, started before `odoo`
is imported. What PostgreSQL stamps stays the database's. A line `2026-10-05T02:00:00Z`
sent to the unix socket SOCKET moves the clock there; the answer is `ok`. With ` hold`
at its end the clock stands until the next line, for what must happen to the second.
"""

import argparse
import os
import socketserver
import sys
import threading
import xmlrpc.client
from datetime import UTC, datetime

import freezegun
from freezegun.api import TickingDateTimeFactory

# Waiting, not telling the time: a jump of the clock must not end anybody's time-out.
WAITERS = [
    "asyncio",
    "concurrent.futures",
    "http.client",
    "logging",
    "psycopg2",
    "selectors",
    "socketserver",
    "urllib3",
    "werkzeug.serving",
]


def parse_instant(text: str) -> datetime:
    """An ISO instant with its offset, as naive UTC; ValueError without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} does not say its time zone")
    return instant.astimezone(UTC).replace(tzinfo=None)


class HoldableClock(TickingDateTimeFactory):
    """Ticks, unless it is held."""

    held = False

    def __call__(self) -> datetime:
        return self.time_to_freeze if self.held else super().__call__()


def listen(path: str, clock: HoldableClock) -> None:
    """Serve the control socket in a thread that ends with the process."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                try:
                    text, _, hold = line.decode().strip().partition(" ")
                    clock.move_to(parse_instant(text))
                    clock.held = hold == "hold"
                    answer = "ok"
                except ValueError as error:
                    answer = f"error: {error}"
                self.wfile.write(f"{answer}\n".encode())

    if os.path.exists(path):
        os.unlink(path)
    server = socketserver.ThreadingUnixStreamServer(path, Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="clock", daemon=True).start()


def write_datetime(marshaller, value: datetime, write) -> None:
    """As Odoo's own XML-RPC writes it: that knows the frozen class alone."""
    marshaller.dump_unicode(f"{value:%Y-%m-%d %H:%M:%S}", write)


def main() -> None:
    xmlrpc.client.Marshaller.dispatch[datetime] = write_datetime
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=parse_instant, required=True)
    parser.add_argument("--control")
    parser.add_argument("odoo", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    arguments = options.odoo[1:] if options.odoo[:1] == ["--"] else options.odoo

    freezegun.configure(extend_ignore_list=WAITERS)
    clock = freezegun.freeze_time(options.at, tick=True).start()
    clock.__class__ = HoldableClock
    if options.control:
        listen(options.control, clock)

    # This folder must not shadow packages of Odoo's.
    sys.path.remove(os.path.dirname(os.path.realpath(__file__)))
    sys.argv = ["odoo", *arguments]
    from odoo.cli import main as odoo_main

    odoo_main()


if __name__ == "__main__":
    main()
