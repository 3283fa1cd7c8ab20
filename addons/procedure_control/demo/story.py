"""One case as it would have gone: who does what, when, through the engine's methods.

A story is a generator that yields the next instant at which something happens.
"""

from datetime import timedelta

from . import words


class Story:
    """One case. Subclassed by nothing: what differs comes as arguments."""

    def __init__(
        self,
        theatre,
        cast,
        ref,
        agency,
        received,
        pace=(0.3, 0.9),
        stuck_at=None,
        slow=None,
        back=False,
        refuse=None,
        stops=(),
        ending=None,
        extend=None,
        missing=0,
        missing_days=None,
        variant=None,
    ):
        """
        :param received: naive UTC, when the dossier is handed in
        :param pace: share of its own time that a step takes, from–to
        :param stuck_at: nobody touches steps from this place on (0 the first,
            negative: counted from the last counted one)
        :param slow: (place, working days beyond its due) of one slow step
        :param refuse: place of the step at which the case is refused
        :param stops: (place, working days or None) of pauses; None: still waiting
        :param ending: (place, "terminated" or "withdrawn")
        :param extend: (place, working days) of an extension
        :param missing: how many papers lack; handed in after ``missing_days``, never
            where that is None; below zero: refused at the desk
        """
        self.theatre, self.cast = theatre, cast
        self.ref, self.agency, self.received = ref, agency, received
        self.pace, self.stuck_at, self.slow = pace, stuck_at, slow
        self.back, self.refuse, self.stops = back, refuse, dict(stops)
        self.ending, self.extend = ending, extend
        self.missing, self.missing_days = missing, missing_days
        self.variant = variant
        self.times = {}
        self.case = None

    # --- the plot ---------------------------------------------------------------------
    def tell(self):
        yield self.received
        self._receive()
        if self.case.state == "intake":
            yield from self._wait_for_papers()
        while self.case.state in ("running", "result_ready"):
            task, at = self._next()
            if task is None:
                return
            if (yield from self._interlude(task)):
                continue
            at = max(at, self._last)
            yield at
            self._complete(task, at)

    def _interlude(self, task):
        """What happens to the case instead of going on; whether anything did."""
        place = self._place(task)
        if place in self.stops:
            days = self.stops.pop(place)
            at = self._share(task, 0.3)
            yield at
            self._as(task)._pause("supplement", None, self._pick(words.MISSING), at)
            self._last = at
            if days is None:
                # Nothing more happens to it before today.
                yield self.theatre.now + timedelta(days=1)
            at = self.theatre.time.add_days(at, days)
            yield at
            self._as(task)._resume(None, at)
            self._last = at
            self.times.clear()
            return True
        if self.extend and place == self.extend[0]:
            days, self.extend = self.extend[1], None
            at = self._share(task, 0.2)
            yield at
            case = self._as(task)
            due = self.theatre.time.add_days(case.due_at, days)
            case._lock()
            case._extend(due, self._pick(words.EXTENDED), at)
            self._last = at
            return True
        if self.ending and place == self.ending[0]:
            at = self._share(task, 0.5)
            yield at
            reasons = (
                words.TERMINATED if self.ending[1] == "terminated" else words.WITHDRAWN
            )
            self._as(task)._end_by(self.ending[1], self._pick(reasons), at)
            return True
        return False

    # --- intake -----------------------------------------------------------------------
    def _receive(self):
        actor, values = self.cast.intake(self)
        self.receiver = actor
        case = self.theatre.env["procedure.case"].with_user(actor).sudo()
        self.case = case._receive([values], self.received).sudo()
        self._last = self.received

    def _wait_for_papers(self):
        case = self.case.with_user(self.receiver).sudo()
        if self.missing < 0:
            yield (at := self.theatre.time.add_seconds(self.received, 20 * 60))
            case._refuse_intake(self._pick(words.REFUSED), at)
            return
        if self.missing_days is None:
            return
        yield (at := self.theatre.time.add_days(self.received, self.missing_days))
        lacking = case.component_ids.filtered(lambda paper: not paper.is_received)
        case._complete_dossier(lacking.ids, at)
        self._last = at

    # --- work -------------------------------------------------------------------------
    def _next(self):
        """(task, instant) of what is done next, (None, None) where it stands still."""
        ready = self.case.task_ids.filtered(lambda t: t.state == "ready")
        planned = [
            (at, task)
            for task in ready
            if task.user_id and (at := self._when(task)) is not None
        ]
        if not planned:
            return None, None
        at, task = min(planned, key=lambda pair: (pair[0], pair[1].id))
        return task, at

    def _place(self, task):
        """The step's place in its path, 0 for the first."""
        path = self.case.task_ids.filtered(lambda t: t.occurrence == 1)
        return path.sorted("sequence").mapped("step_id").ids.index(task.step_id.id)

    def _is_stuck(self, task):
        if self.stuck_at is None:
            return False
        path = self.case.task_ids.filtered(lambda t: t.occurrence == 1)
        counted = len(path.filtered("counted"))
        place = self.stuck_at if self.stuck_at >= 0 else counted + self.stuck_at
        return self._place(task) >= place

    def _when(self, task):
        if self._is_stuck(task):
            return None
        if task.id not in self.times:
            self.times[task.id] = self._choose(task)
        return self.times[task.id]

    def _choose(self, task):
        share = self.theatre.random.uniform(*self.pace)
        if not task.due_at:
            # Work that is not counted, such as handing over the result.
            minutes = (
                5 if self.pace[0] >= 1 else self.theatre.random.choice((10, 40, 600))
            )
            return self.theatre.time.add_seconds(task.ready_at, minutes * 60)
        if self.slow and self._place(task) == self.slow[0]:
            late = self.theatre.time.add_days(task.due_at, self.slow[1])
            return late
        return self._share(task, share)

    def _share(self, task, share):
        """The instant at which that share of a task's own time is used."""
        time, start = self.theatre.time, max(task.ready_at, self._last)
        if not task.due_at:
            return time.add_seconds(start, 30 * 60)
        seconds = max(0, time.seconds_between(start, task.due_at))
        if task.step_id.time_mode == "phase":
            seconds //= self._left_in_phase(task)
        if share >= 1:
            return time.add_seconds(start, seconds) if seconds else start
        # People finish at whole minutes.
        return time.add_seconds(start, max(60, int(seconds * share) // 60 * 60))

    def _left_in_phase(self, task):
        same = self.case.task_ids.filtered(
            lambda t: (
                t.step_id.phase_id == task.step_id.phase_id
                and t.state in ("planned", "ready")
            )
        )
        return max(1, len(same))

    def _complete(self, task, at):
        task.with_user(task.user_id)._complete(self._evidence(task, at), at)
        self.theatre.told.append((self.case.id, at))
        self._last = at

    def _evidence(self, task, at):
        step = task.step_id
        choice, reason = self._outcome(task)
        number = self.theatre.random.randrange(100, 3000)
        return {
            "choice": choice,
            "reason": reason,
            "checked": step._checklist_lines(),
            "document_number": f"{number}/{task.company_id.procedure_code}"
            if step.needs_number
            else "",
            "attachment_ids": self._file(task).ids if step.needs_file else [],
            "assignments": self._assignments(task, at),
            # Asked for only where the choice sends back.
            "return_reason_id": self.theatre.env.ref(
                "procedure_control.procedure_return_reason_content"
            ).id,
        }

    def _outcome(self, task):
        outcomes = task.step_id.outcome_ids
        by_kind = {outcome.kind: outcome for outcome in outcomes}
        if self.back and "back" in by_kind:
            self.back = False
            return str(by_kind["back"].id), self._pick(words.BACK)
        if "end_refused" in by_kind and self.refuse == self._place(task):
            return str(by_kind["end_refused"].id), self._pick(words.REFUSED)
        return ("next" if outcomes else False), ""

    def _assignments(self, task, at):
        rows = []
        for later, what in task._decisions().items():
            row = {"step_id": later.step_id.id}
            if "owner" in what:
                people = task._candidates(later.step_id, later.company_id, at)
                row["user_id"] = self._pick(people.ids) if people else False
            if "agency" in what:
                row["agency_id"] = later.company_id.id
            if "time" in what:
                row["duration_value"] = str(self._pick((2, 3, 5)))
                row["duration_unit"] = "day"
            rows.append(row)
        return rows

    def _file(self, task):
        attachments = self.theatre.env["ir.attachment"].with_user(task.user_id)
        return attachments.create({"name": "Dự thảo.txt", "raw": "Dự thảo.".encode()})

    def _as(self, task):
        """The case in the hands of who works on this task."""
        return self.case.with_user(task.user_id or self.receiver).sudo()

    def _pick(self, choices):
        return self.theatre.random.choice(choices)
