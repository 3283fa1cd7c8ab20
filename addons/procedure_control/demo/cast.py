"""Who hands cases in, who takes them, and when a case must come in to be due then."""

from datetime import timedelta

from ..engine import planning
from ..engine.content import Content
from ..models.procedure_case_clock import duration_of
from . import words


class Cast:
    """Answers a story's questions about procedures, agencies and people."""

    def __init__(self, organisation, library, time, random):
        self.org = organisation
        self.time = time
        self.random = random
        self.rows = {row["ref"]: row for row in library.rows}
        self.documents = library.documents
        self.contents = {
            ref: library.contents.of(row) for ref, row in self.rows.items()
        }
        self._codes = 0
        self._people = {}
        for row in organisation.data["people"]:
            if "staff" in row["groups"]:
                self._people.setdefault(row["agency"], []).append(row["login"])

    # --- intake -----------------------------------------------------------------------
    def intake(self, story) -> tuple:
        """(user who takes it in, values for the engine's `_receive`)."""
        row = self.rows[story.ref]
        document = self.documents[story.ref]
        revision = document._revision_in_force(story.received)[document]
        values = {
            "document_id": document.id,
            "company_id": self.org.agencies[story.agency].id,
            "subject": self.random.choice(words.SUBJECTS[story.ref]),
        }
        if revision.variant_ids:
            values["variant_id"] = revision.variant_ids[story.variant or 0].id
        if story.missing:
            required = revision.component_ids.filtered("required")
            values["missing"] = required.ids[-abs(story.missing) :]
        if row["kind"] == "tthc":
            actor = self._clerk(story.agency)
            values |= self._citizen(story)
        else:
            actor = self._colleague(story.agency)
            values["requester_user_id"] = actor.id
            values["requester_name"] = actor.name
            values["requester_department_id"] = self._department(actor)
        return actor, values | {"department_id": self._department(actor)}

    def _clerk(self, agency):
        logins = [
            holder["user"]
            for holder in self.org.data["holders"]
            if holder["role"] == "one_stop_clerk" and holder["agency"] == agency
        ]
        return self.org.users[self.random.choice(logins)]

    def _colleague(self, agency):
        """Somebody of the agency who has a superior."""
        logins = [
            login
            for login in self._people[agency]
            if self.org.employees[login].parent_id
        ]
        return self.org.users[self.random.choice(logins)]

    def _department(self, user):
        return self.org.employees[user.login].department_id.id

    def _citizen(self, story):
        self._codes += 1
        day = self.time.local(story.received)
        channel = self.random.choices(("online", "desk", "post"), (50, 38, 12))[0]
        return {
            "channel": channel,
            "external_code": f"H68.{story.agency}-{day:%y%m%d}-{self._codes:04d}",
            "requester_name": words.person(self.random),
            "requester_phone": words.phone(self.random),
            "requester_address": words.address(self.random, story.agency),
        }

    # --- time -------------------------------------------------------------------------
    def length(self, ref: str) -> int:
        """About how many working days a case of this procedure may take."""
        limit = self.contents[ref].limit
        if limit is None:
            return 6
        days = {"hour": 8, "day": 1, "calendar_day": 1}.get(limit.unit)
        return max(1, round(float(limit.value) / days)) if days else 1

    def received_for(self, ref: str, target, hour: int, minute: int):
        """When a case must come in to be due on the date ``target``; None: never."""
        first = target - timedelta(days=90)
        for day in reversed(self.time.working_dates(first, target)):
            opens = self.time.opening(day)
            received = opens + timedelta(hours=hour - 8, minutes=minute)
            due = self._due(self.contents[ref], received)
            if due and self.time.local(due).date() <= target:
                return received
        return None

    def _due(self, content: Content, received):
        """The due of a case received before the cut-off."""
        limit = duration_of(content.committed or content.limit)
        if limit is None:
            return None
        return planning.plan(received, limit, self.time, ()).case_due.at

    def longest(self, ref: str) -> int:
        """Place of the step that takes longest."""
        units = {"day": 480, "calendar_day": 480, "hour": 60, "minute": 1}
        variants = self.contents[ref].variants
        steps = self.contents[ref].steps_of(variants[0].key if variants else "")

        def minutes(step):
            own = step.duration
            return (
                float(own.value) * units[own.unit] if own and own.unit in units else 0
            )

        return max(range(len(steps)), key=lambda place: minutes(steps[place]))
