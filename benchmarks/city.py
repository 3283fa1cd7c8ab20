"""A city with a million tasks: a database that other benchmarks and people may use.

`./dev bench city [TASKS]`, by default 1,000,000; `./dev bench city 20000` for a small
one. What lives – its agencies, people and procedures, several hundred cases lived step
by step, and what lies open on the desks today – is made by the engine at its own past
instants. What is over long ago is ballast: copies of the lived cases, moved by whole
working days to other days, procedures, agencies and people, which keeps every minute,
due and verdict true. Killed, it goes on where it was. `SEED=…` makes another city of
the same size; the same seed on the same day gives the same counts. `EVENTS=1` copies
the trail as well, `AGAIN=1` begins anew.

The database stays until `./dev reset`, or `./dev psql postgres -c 'drop database …'`.
"""

import os
import sys
import time
from datetime import datetime

import _city_ballast
import _city_base
import _city_checks
import _city_living
from _city_base import Notes, told
from _city_world import size_of
from _harness import leave, seed


def main(tasks):
    name = _city_base.name_of(tasks)
    if os.environ.get("AGAIN") and _city_base.exists(name):
        _city_base.drop(name)
    gates = build(name, tasks)
    print(f"open it: ./dev odoo server -d {name} --max-cron-threads=0")
    print("log in as quyen (quality), loc (a head of section), admin: demo / admin")
    leave(gates)


def build(name, tasks):
    """Make the city, or what is lacking of it; the gates of its checks."""
    started = time.monotonic()
    if _city_base.exists(name) and not _founded(name):
        # Nothing is kept of a city whose agencies and procedures were not all there.
        _city_base.drop(name)
    with _city_base.opened(name) as env:
        notes = Notes(env.cr)
        if notes.get("ready"):
            print(f"{name} is there already")
            return _city_checks.all_of(env)
        now = _now(notes)
        seed_ = notes.get("seed", int(os.environ.get("SEED", 2026)))
        size = size_of(tasks)
        city = _city_living.City(env, size, seed_, now)
        if not notes.get("founded"):
            with told("agencies, people, procedures"):
                city.found()
            notes.put("seed", seed_)
            notes.put("founded", True)
            env.cr.commit()
        if not notes.get("lived"):
            with told(f"{size.stories} cases lived by the engine"):
                city.live()
            notes.put("lived", True)
            env.cr.commit()
        if not notes.get("opened"):
            with told(f"{size.opened} cases started in batches"):
                city.open_today()
            notes.put("opened", True)
            env.cr.commit()
        ballast = _city_ballast.Ballast(env, notes, now, seed_)
        ballast.fill(tasks)
        with told("tables that would fool the planner"):
            seed(env, max(20_000, tasks // 5))
            ballast.activities(max(20_000, tasks // 5))
        env.cr.commit()
        with told("VACUUM ANALYZE"):
            _vacuum(name)
        gates = _city_checks.all_of(env)
        notes.put("ready", True)
        notes.put("seconds", round(time.monotonic() - started))
        env.cr.commit()
    print(f"{name}: {time.monotonic() - started:.0f} s")
    return gates


def _founded(name):
    with _city_base.db_connect(name).cursor() as cr:
        founded = Notes(cr).get("founded")
    _city_base.close_db(name)
    return founded


def _now(notes):
    """The moment up to which the city has lived; the same when a run goes on."""
    if not (text := notes.get("now")):
        now = datetime.utcnow().replace(microsecond=0)
        text = os.environ.get("NOW") or now.isoformat()
        notes.put("now", text)
    return datetime.fromisoformat(text)


def _vacuum(name):
    with _city_base.db_connect(name).cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _city_base.DEFAULT)
