"""The database of a city: made once, filled in steps that a killed run goes on from."""

import json
import os
import sys
import time
from contextlib import contextmanager

import odoo
from _harness import administer
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect

DEFAULT = 1_000_000
PREFIX = "pc_city_"


def name_of(tasks):
    return f"{PREFIX}{tasks}"


def exists(name):
    with db_connect("postgres").cursor() as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return bool(cr.fetchone())


@contextmanager
def opened(name):
    """An environment on a city, the addon updated to this tree's where it differs."""
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    template = os.environ["PC_BENCH_TEMPLATE"]
    if not exists(name):
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        registry = Registry(name)
        with registry.cursor() as cr:
            notes = Notes(cr)
            made = notes.get("template")
        if made and made != template:
            print(f"{name} was made by other files: the addon is updated")
            registry = Registry.new(
                name, update_module=True, upgrade_modules=["procedure_control"]
            )
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            Notes(cr).put("template", template)
            cr.commit()
            yield env
            cr.rollback()
    finally:
        close_db(name)


def drop(name):
    close_db(name)
    administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Notes:
    """How far the city has come, kept in its own database."""

    def __init__(self, cr):
        self.cr = cr
        cr.execute("SET client_min_messages = error")
        cr.execute(
            "CREATE TABLE IF NOT EXISTS bench_city (key text PRIMARY KEY, value jsonb)"
        )

    def get(self, key, default=None):
        self.cr.execute("SELECT value FROM bench_city WHERE key = %s", [key])
        row = self.cr.fetchone()
        return row[0] if row else default

    def put(self, key, value):
        self.cr.execute(
            "INSERT INTO bench_city VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            [key, json.dumps(value)],
        )


class Progress:
    """Rows, share, rate and time left, on one line of a terminal or now and then."""

    def __init__(self, what, total, done=0):
        self.what, self.total, self.done, self.first = what, total, done, done
        self.started = self.told = time.monotonic()
        self.terminal = sys.stdout.isatty()

    def at(self, done):
        self.done = done
        now = time.monotonic()
        last = done >= self.total
        if last or now - self.told > (0.2 if self.terminal else 10):
            self.told = now
            passed = max(now - self.started, 0.001)
            rate = (done - self.first) / passed
            left = (self.total - done) / rate if rate else 0
            line = (
                f"{self.what}: {done:,} of {self.total:,}"
                f" ({done / max(self.total, 1):.0%}), {rate:,.0f}/s,"
                f" {passed:.0f} s, {left:.0f} s left"
            )
            print(
                line.ljust(78),
                end="\r" if self.terminal and not last else "\n",
                flush=True,
            )


@contextmanager
def told(what):
    """Say how long a step took."""
    started = time.monotonic()
    print(f"{what} …", flush=True)
    yield
    print(f"{what}: {time.monotonic() - started:.1f} s", flush=True)
