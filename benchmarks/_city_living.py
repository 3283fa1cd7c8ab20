"""What the engine does itself: people, procedures, lived cases, and today's desks."""

import random
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from unittest.mock import patch
from zoneinfo import ZoneInfo

import _city_people
from _city_base import Progress
from _city_world import World

#: How often each procedure of the demo is asked for, of a hundred cases or so.
ASKED_FOR = {
    "P5": 22, "P6": 16, "P3": 9, "P4": 7, "P2-02": 5, "P2-01": 2, "P1": 3, "P1b": 2,
    "P7": 8, "N1": 7, "N3": 7, "N4": 5, "N6": 4, "N2": 3, "N5": 2, "I1": 3, "Q1": 2,
}  # fmt: skip
#: What happens to a lived case → how many of a hundred. Late ones are many here, so
#: that each late copy is not the same; of the copies they are as few as in life.
FATES = (
    ("late", 20), ("back", 12), ("back_late", 3), ("asked", 10), ("asked_late", 2),
    ("extended", 4), ("refused", 4), ("terminated", 2), ("withdrawn", 2),
    ("missing", 3), ("turned_away", 2), ("on_the_day", 8), ("plain", 28),
)  # fmt: skip
#: When people come, by hour of the morning and of the afternoon.
HOURS = ((0, 8), (60, 14), (120, 12), (180, 6), (240, 7), (300, 10), (360, 6))
HISTORY = timedelta(days=425)
#: Completed the same day, at the end of each half of it.
ROUNDS = (timedelta(hours=2), timedelta(hours=5))


class City:
    """The living part of a city; ``now`` is naive UTC."""

    def __init__(self, env, size, seed, now):
        # The addon is found once the configuration is read.
        from odoo.addons.procedure_control.demo import contents, loader, organisation

        self.loader = loader
        self.size, self.seed, self.now = size, seed, now
        self.zone = ZoneInfo(organisation.TZ)
        self.today = now.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone).date()
        self.data = contents.read()
        self.world = World(self.data, size, seed)
        if not env["res.lang"]._lang_get("vi_VN"):
            env["res.lang"]._activate_lang("vi_VN")
        quiet = {**loader.QUIET, "lang": "vi_VN", "tz": organisation.TZ}
        self.env = env(context={**env.context, **quiet})

    def _moment(self, before, hour):
        from datetime import datetime

        day = self.today - before
        local = datetime(day.year, day.month, day.day, hour, tzinfo=self.zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    # --- the place --------------------------------------------------------------------
    def found(self):
        """Agencies, departments, people, holders, procedures in force."""
        self.loader._vietnamese(self.env)
        organisation = self.loader.Organisation(self.env, self.world.data, self.today)
        organisation.build()
        self._colleagues(organisation)
        people, agencies = len(organisation.users), len(organisation.agencies)
        print(f"  {people:,} people, {agencies} agencies", flush=True)
        library = _library(self, organisation)
        library._legal_bases()
        library._types()
        progress = Progress("  procedures", len(library.rows))
        for row in library.rows:
            library._document(row)
        with _one_paper():
            for number, row in enumerate(library.rows, 1):
                draft = library._draft(row, library.contents.of(row))
                if row["ref"] != "P8":
                    library._issue(draft, row, self.loader_effective())
                progress.at(number)
        self._who_is_like_whom(organisation, library)

    def _colleagues(self, organisation):
        users = organisation.users
        rows = [(a, name, users[like].id) for a, name, like in self.world.colleagues]
        users |= _city_people.add(self.env, rows)
        self.env["procedure.role.holder"].create(
            [
                {
                    "role_id": organisation.roles[row["role"]].id,
                    "company_id": organisation.agencies[row["agency"]].id,
                    "department_id": organisation._department_of(
                        {**row, "user": row["beside"]}
                    ),
                    "field_id": organisation.fields[row["field"]].id
                    if row["field"]
                    else False,
                    "user_id": users[row["user"]].id,
                }
                for row in self.world.more_holders
            ]
        )

    def loader_effective(self):
        from odoo.addons.procedure_control.demo.library import EFFECTIVE

        return EFFECTIVE

    def _who_is_like_whom(self, organisation, library):
        """Tables that say for each record which one of the demo it is like."""
        cr = self.env.cr
        self.env.flush_all()
        kinds = {
            "agency": organisation.agencies,
            "department": organisation.departments,
            "user": organisation.users,
            "procedure": library.documents,
        }
        cr.execute(
            "CREATE TABLE bench_like (kind text, id int, original int, code text,"
            " PRIMARY KEY (kind, id))"
        )
        for kind, records in kinds.items():
            like = self.world.like[kind]
            rows = [
                (kind, record.id, records[like[code]].id, code)
                for code, record in records.items()
                if like.get(code) in records
            ]
            cr.execute_values("INSERT INTO bench_like VALUES %s", rows)

    # --- cases lived step by step -----------------------------------------------------
    def live(self):
        """Cases of every fate in the demo's own agencies, in the order of days."""
        from odoo.addons.procedure_control.demo import engine_explain, words
        from odoo.addons.procedure_control.demo.cast import Cast
        from odoo.addons.procedure_control.demo.theatre import Theatre

        chance = random.Random(self.seed)
        time = self._time()
        organisation, library = self._found_again()
        theatre = Theatre(self.env, time, self.now, chance)
        theatre.add(theatre.sweeps(self.today - HISTORY - timedelta(days=2)))
        cast = Cast(organisation, library, time, chance)
        dates = time.working_dates(self.today - HISTORY, self.today)
        self._progress = Progress("  ended or standing", self.size.stories)
        self._ended = 0
        refs, weights = zip(*ASKED_FOR.items(), strict=True)
        fates, shares = zip(*FATES, strict=True)
        for ref in refs:
            assert ref in words.SUBJECTS, ref
        # Each shape lives every fate at least once in the long run; common ones often.
        for _n in range(self.size.stories):
            ref = chance.choices(refs, [w**0.5 for w in weights])[0]
            fate = chance.choices(fates, shares)[0]
            margin = 2 * cast.length(ref) + 14
            day = dates[chance.randrange(max(1, len(dates) - margin))]
            agency = chance.choice(self._places(ref))
            story = _story(fate, theatre, cast, ref, agency, self._hour(time, day))
            theatre.add(self._counted(story.tell()))
        theatre.play()
        late = self.env["procedure.explanation"].search(
            [("state", "=", "asked"), ("user_id.active", "=", True)], order="id"
        )
        engine_explain._explain(late, self.now)
        engine_explain._judge(late[::10] | late[len(late) // 8 :], self.now)
        self._quiet()

    def _counted(self, tale):
        """The same tale, its end told to whoever waits."""
        yield from tale
        self._ended += 1
        self._progress.at(self._ended)

    def _places(self, ref):
        row = next(r for r in self.data["procedures"] if r["ref"] == ref)
        return row["applying_agencies"]

    def _hour(self, time, day):
        starts, weights = zip(*HOURS, strict=True)
        minutes = self._chance.choices(starts, weights)[0] + self._chance.randrange(60)
        at = time.opening(day) + timedelta(minutes=min(minutes, 415))
        return time.next_open(at)

    @property
    def _chance(self):
        if not hasattr(self, "_random"):
            self._random = random.Random(self.seed + 1)
        return self._random

    def _time(self):
        root = self.env["res.company"].search([("procedure_code", "=", "UBT")])
        first = self.today - timedelta(days=500)
        times = root._procedure_working_time(first, self.today + timedelta(days=400))
        return times[root]

    def _found_again(self):
        """The founded records by code, as the demo's classes keep them."""
        organisation = self.loader.Organisation(self.env, self.world.data, self.today)
        organisation.agencies = self._like("agency", "res.company")
        organisation.departments = self._like("department", "hr.department")
        organisation.users = self._like("user", "res.users")
        employees = self.env["hr.employee"].search([("user_id", "!=", False)])
        organisation.employees = {e.user_id.login: e for e in employees}
        library = _library(self, organisation)
        library.documents = self._like("procedure", "procedure.document")
        return organisation, library

    def _like(self, kind, model):
        self.env.cr.execute(
            "SELECT code, id FROM bench_like WHERE kind = %s ORDER BY id", [kind]
        )
        return {
            code: self.env[model].browse(id_) for code, id_ in self.env.cr.fetchall()
        }

    # --- today's desks ----------------------------------------------------------------
    def open_today(self):
        """Cases started in batches on the last working days, some of them moved on."""
        chance = random.Random(self.seed + 2)
        time = self._time()
        organisation, library = self._found_again()
        days = time.working_dates(self.today - timedelta(days=40), self.today)
        days = [day for day in days if time.opening(day) + ROUNDS[0] < self.now][-12:]
        refs, weights = zip(*ASKED_FOR.items(), strict=True)
        progress = Progress("  started", self.size.opened)
        done, batch = 0, 20
        by_agency = cycle(sorted(organisation.agencies))
        waiting = []
        while done < self.size.opened:
            agency = next(by_agency)
            rows = self._rows(library, agency, refs, weights, chance, batch)
            clerk = self._clerk(organisation, agency, chance)
            if not rows or not clerk:
                continue
            number = len(waiting) % len(days)
            at = time.next_open(
                time.opening(days[number]) + timedelta(minutes=chance.randrange(60))
            )
            values = [
                {
                    "document_id": library.documents[ref].id,
                    "company_id": organisation.agencies[agency].id,
                    "department_id": organisation.employees[
                        clerk.login
                    ].department_id.id,
                    "channel": chance.choice(("online", "desk", "post", "online")),
                    "requester_name": " ".join(
                        map(chance.choice, (("Lê", "Vũ", "Đỗ"), ("An", "Bình", "Yến")))
                    ),
                    **self._asker(library.documents[ref], clerk, organisation),
                }
                for ref in rows
            ]
            cases = self.env["procedure.case"].with_user(clerk).sudo()  # a benchmark
            waiting.append((number, cases._receive(values, at)))
            done += len(values)
            progress.at(min(done, self.size.opened))
        self._move_on(waiting, days, time, chance)
        self._quiet()

    def _rows(self, library, agency, refs, weights, chance, number):
        """References of procedures that apply there and run without being asked."""
        if not hasattr(self, "_applying"):
            self._applying = {}
            for row in library.rows:
                for code in row["applying_agencies"]:
                    self._applying.setdefault(code, {}).setdefault(
                        self.world.like["procedure"][row["ref"]], []
                    ).append(row["ref"])
        here = self._applying.get(agency, {})
        shapes = [(ref, w) for ref, w in zip(refs, weights, strict=True) if ref in here]
        if not shapes:
            return []
        names, shares = zip(*shapes, strict=True)
        return [chance.choice(here[r]) for r in chance.choices(names, shares, k=number)]

    def _clerk(self, organisation, agency, chance):
        if not hasattr(self, "_clerks"):
            self._clerks = {}
            for row in self.world.data["holders"] + self.world.more_holders:
                if row["role"] in ("one_stop_clerk", "secretary"):
                    self._clerks.setdefault(row["agency"], []).append(row["user"])
        logins = self._clerks.get(agency)
        return logins and organisation.users[chance.choice(logins)]

    def _asker(self, document, clerk, organisation):
        revision = document.effective_revision_id
        values = {}
        if revision.variant_ids:
            values["variant_id"] = revision.variant_ids[0].id
        if document.kind != "tthc":
            employee = organisation.employees[clerk.login]
            values |= {
                "requester_user_id": clerk.id,
                "requester_name": clerk.name,
                "requester_department_id": employee.department_id.id,
            }
        return values

    def _move_on(self, waiting, days, time, chance):
        """Some of what came on a day goes on that day and the next, by the hand of its
        owners, a batch for each."""
        progress = Progress("  moved on", len(days))
        for number, day in enumerate(days):
            cases = self.env["procedure.case"].union(
                *(some for when, some in waiting if number - 1 <= when <= number)
            )
            for later in ROUNDS:
                at = time.next_open(time.opening(day) + later)
                if at < self.now:
                    self._round(cases, at, chance)
            progress.at(number + 1)

    def _round(self, cases, at, chance):
        tasks = cases.sudo().task_ids.filtered(
            lambda t: (
                t.state == "ready"
                and t.user_id
                and t.ready_at < at
                and not t.step_id.needs_file
                and not t._decisions()
                and t.step_id.kind == "work"
            )
        )
        tasks = tasks.browse(sorted(i for i in tasks.ids if chance.random() < 0.25))
        for (user, step), some in tasks.grouped(
            lambda t: (t.user_id, t.step_id)
        ).items():
            begun = some.filtered(lambda t: t.state == "ready")
            evidence = {
                "choice": "next" if step.outcome_ids else False,
                "reason": "",
                "checked": step._checklist_lines(),
                "document_number": "01/CV" if step.needs_number else "",
                "attachment_ids": [],
                "assignments": [],
                "return_reason_id": False,
            }
            begun.with_user(user)._complete(evidence, at)

    def _quiet(self):
        """Nobody is mailed about what has happened long ago."""
        self.loader._announced(self.env, self.now)
        self.env["mail.mail"].search([]).unlink()
        self.env.flush_all()


@contextmanager
def _one_paper():
    """The first procedure's pages serve for all: printing is most of issuing."""
    from odoo.addons.procedure_control.report import pdf_writer

    write, papers = pdf_writer.write_pdf, {}

    def written(pages, load_image=None):
        if len(pages) not in papers:
            papers[len(pages)] = write(pages, load_image)
        return papers[len(pages)]

    with patch.object(pdf_writer, "write_pdf", written):
        yield


def _library(city, organisation):
    library = city.loader.Library(city.env, city.world.data, organisation, city._moment)
    return library


def _story(fate, theatre, cast, ref, agency, received):
    """A case of the demo's kind with that fate; its people begin before they end."""
    from odoo.addons.procedure_control.demo.story import Story

    class Begun(Story):
        def _complete(self, task, at):
            # Half of them say when they begin: waiting is told apart from working.
            time = self.theatre.time
            seconds = time.seconds_between(max(task.ready_at, self.received), at)
            if seconds > 600 and self.theatre.random.random() < 0.6:
                share = self.theatre.random.betavariate(2, 3)
                began = time.add_seconds(task.ready_at, int(seconds * share) // 60 * 60)
                task.with_user(task.user_id)._start(began)
            super()._complete(task, at)

    chance = theatre.random
    slow = {"slow": (cast.longest(ref), 1 + int(chance.expovariate(0.5)))}
    how = {
        "plain": {"pace": (0.2, 0.9)},
        "on_the_day": {"pace": (1, 1)},
        "late": {"pace": (1, 1), **slow},
        "back": {"pace": (0.2, 0.6), "back": True},
        "back_late": {"pace": (0.9, 1), "back": True, **slow},
        "asked": {"pace": (0.3, 0.7), "stops": ((1, 1 + chance.randrange(5)),)},
        "asked_late": {"pace": (1, 1), "stops": ((1, 2),), **slow},
        "extended": {"pace": (1, 1), "slow": (2, 2), "extend": (2, 5)},
        "refused": {"refuse": 0},
        "terminated": {"ending": (1, "terminated")},
        "withdrawn": {"ending": (1, "withdrawn")},
        "missing": {"missing": 1, "missing_days": 2},
        "turned_away": {"missing": -1},
    }[fate]
    if fate in ("missing", "turned_away", "asked", "asked_late", "refused"):
        # Only of dossiers of citizens papers may lack.
        how = how if cast.rows[ref]["kind"] == "tthc" else {"pace": (0.3, 0.8)}
    if fate == "extended" and cast.contents[ref].limit is None:
        how = {"pace": (0.3, 0.8)}
    return Begun(theatre, cast, ref, agency, received, **how)
