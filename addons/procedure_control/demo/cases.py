"""The cases of the demonstration: which procedures, how each of them went."""

from datetime import timedelta

from .story import Story

#: Closed cases: (procedure, early, on time, late). Some verdicts cannot arise: a limit
#: of the same day has no early, internal work without a limit has none at all.
CLOSED = (
    ("P1", 1, 0, 1),
    ("P1b", 1, 0, 0),
    ("P2-01", 2, 2, 1),
    ("P2-02", 3, 4, 1),
    ("P3", 2, 0, 1),
    ("P4", 2, 0, 1),
    ("P5", 0, 8, 2),
    ("P6", 6, 0, 2),
    ("P7", 6, 0, 0),
    ("N1", 5, 3, 1),
    ("N2", 1, 1, 1),
    ("N3", 4, 2, 1),
    ("N4", 4, 0, 1),
    ("N5", 2, 1, 0),
    ("N6", 2, 1, 1),
    ("I1", 3, 2, 1),
    ("Q1", 3, 2, 1),
)
#: Where a case is sent back once, the reader sees the loop of the flow.
SENT_BACK = ("P1", "P2-01", "P2-02", "P6", "P6", "N2", "N3", "N3", "N6", "I1", "Q1")
RUNNING = (
    "P1", "P1b", "P2-01", "P2-02", "P3", "P3", "P4", "P4", "P6", "P6", "I1", "I1",
    "N2", "N6", "N3", "N5", "Q1", "Q1", "P7", "P7",
)  # fmt: skip
DUE_TODAY = ("P6", "P6", "P3", "P2-02", "P2-02", "I1", "N3", "N6", "N2", "Q1")
OVERDUE = (
    "P6", "P6", "P3", "P4", "P2-01", "P2-02", "P1", "I1", "N3", "N2", "Q1", "N6",
)  # fmt: skip
#: Every procedure whose requester can be asked for more papers.
ASKED = ("P6", "P3", "P4", "P2-01", "P2-02", "P1", "P6", "P4", "P3")
REFUSED = (("P6", 0), ("P3", 0), ("P4", 0), ("P2-01", 0), ("P5", 0), ("P1", 0))
REFUSED_INSIDE = (("N1", 2), ("N1", 0), ("N2", 3), ("N4", 1))
ENDED = ("P6", "P3", "P4", "P2-01", "P2-02", "P6", "I1", "N2", "P1b")


class Programme:
    """Turns the lists above into stories with dates around the day of installation."""

    def __init__(self, theatre, cast):
        self.theatre, self.cast = theatre, cast
        self.time, self.random = theatre.time, theatre.random
        today = self.time.local(theatre.now).date()
        begun = today - timedelta(days=425)
        #: Working dates that have begun, oldest first.
        self.dates = [
            day
            for day in self.time.working_dates(begun, today)
            if self.time.opening(day) < theatre.now
        ]
        #: Today, or the next working day where today is a day of rest.
        self.target = self.time.local(self.time.close_of_business(today)).date()
        self._turn = {}

    def fill(self):
        self._closed()
        self._at_intake()
        self._open()
        self._asked()
        self._stopped()
        self._desk_of_hoa()

    # --- ended by their path ----------------------------------------------------------
    def _closed(self):
        back = list(SENT_BACK)
        for ref, early, on_time, late in CLOSED:
            for _n in range(early):
                going_back = ref in back
                if going_back:
                    back.remove(ref)
                share = (0.2, 0.6) if going_back else (0.3, 0.9)
                self._past(ref, pace=share, back=going_back)
            for _n in range(on_time):
                self._past(ref, pace=(1, 1))
            for n in range(late):
                self._past(ref, pace=(1, 1), slow=(self.cast.longest(ref), 1 + 2 * n))

    def _past(self, ref, **how):
        margin = 2 * self.cast.length(ref) + 12
        place = self.random.randrange(len(self.dates) - margin)
        self._add(ref, self._hour(self.dates[place]), **how)

    # --- not yet begun ----------------------------------------------------------------
    def _at_intake(self):
        for n, ref in enumerate(ASKED):
            self._add(ref, self._hour(self.dates[-2 - n % 7]), missing=1 + n % 2)
        for ref in ("P6", "P4", "P3"):
            # Came with papers lacking, was completed, and went its way.
            self._past(ref, missing=1, missing_days=3)
        for n, ref in enumerate(("P6", "P3", "P2-02", "P4")):
            self._add(ref, self._hour(self.dates[-20 - 30 * n]), missing=-1)

    # --- under way --------------------------------------------------------------------
    def _open(self):
        for ref in RUNNING:
            length = self.cast.length(ref)
            before = 1 + self.random.randrange(max(1, length * 3 // 5))
            self._add(ref, self._hour(self.dates[-before]), pace=(0.6, 0.95))
        for n, ref in enumerate(DUE_TODAY):
            self._due_on(ref, self.target, stuck_at=-1 - n % 2)
        for n, ref in enumerate(OVERDUE):
            late = self.dates[-2 - n % 9]
            self._due_on(ref, late, stuck_at=-1 - n % 3, pace=(0.8, 1))

    def _due_on(self, ref, day, stuck_at, pace=(0.9, 1)):
        hour = self.random.choice((8, 9, 10))
        received = self.cast.received_for(ref, day, hour, 20)
        if received and received <= self.theatre.now:
            self._add(ref, received, stuck_at=stuck_at, pace=pace)

    # --- the clock stands, or stood ---------------------------------------------------
    def _asked(self):
        for n, ref in enumerate(ASKED):
            before = 6 + n % 4
            self._add(
                ref,
                self._hour(self.dates[-before]),
                pace=(0.1, 0.2),
                stops=((1, None),),
            )
        for n, ref in enumerate(ASKED[:8]):
            if n % 2:
                self._past(ref, pace=(0.3, 0.7), stops=((0, 2), (2, 3)))
            else:
                received = self._hour(self.dates[-14 - n])
                self._add(ref, received, pace=(0.1, 0.2), stops=((0, 2), (2, None)))
        for n, ref in enumerate(("P6", "P3", "P4", "P2-02", "I1")):
            self._past(ref, pace=(1, 1), slow=(2 + n % 2, 2), extend=(2, 5))
        for ref in ("P4", "P2-01", "P6", "P3"):
            before = self.cast.length(ref) * 3 // 5
            self._add(ref, self._hour(self.dates[-before]), extend=(2, 5))

    # --- ended before the end of their path -------------------------------------------
    def _stopped(self):
        for ref, place in (*REFUSED, *REFUSED_INSIDE):
            self._past(ref, refuse=place)
        for n, ref in enumerate(ENDED):
            self._past(ref, ending=(1 + n % 2, "terminated"))
            self._past(ref, ending=(n % 2, "withdrawn"))

    # --- one person's morning ---------------------------------------------------------
    def _desk_of_hoa(self):
        """What lies on a one-stop clerk's desk: due today, overdue, to hand out."""
        eve = next(day for day in reversed(self.dates) if day < self.target)
        for ref, day, hour, minute in (
            # Due on the morning of the working day, then overdue since the evening.
            ("P3", eve, 14, 10),
            ("P3", eve, 14, 35),
            ("P4", eve, 14, 20),
            ("P6", eve, 14, 50),
            # Due in the course of the day, where it has begun.
            ("P6", self.target, 8, 5),
            ("P3", self.target, 8, 20),
        ):
            opens = self.time.opening(day)
            received = opens + timedelta(hours=hour - 8, minutes=minute)
            self._add(ref, received, agency="XHP", stuck_at=0)
        received = self._hour(self.dates[-4])
        self._add("P6", received, agency="XHP", stuck_at=0)
        for ref, extra in (("P6", 2), ("P3", 3)):
            # Their results wait for the citizen.
            received = self._hour(self.dates[-self.cast.length(ref) - extra])
            places = len(self.cast.contents[ref].steps)
            self._add(ref, received, agency="XHP", pace=(0.6, 0.9), stuck_at=places - 1)

    # --- all of them ------------------------------------------------------------------
    def _hour(self, day):
        """Some time of that date's office hours, before the cut-off and before now."""
        minutes = self.random.randrange(0, 400)
        at = self.time.opening(day) + timedelta(minutes=minutes)
        if at > self.theatre.now:
            at = self.time.opening(day)
        return self.time.next_open(at)

    def _add(self, ref, received, agency=None, **how):
        if received > self.theatre.now:
            return
        agency = agency or self._agency(ref)
        story = Story(self.theatre, self.cast, ref, agency, received, **how)
        self.theatre.add(story.tell())

    def _agency(self, ref):
        """The agencies of a procedure take turns."""
        agencies = self.cast.rows[ref]["applying_agencies"]
        self._turn[ref] = self._turn.get(ref, -1) + 1
        return agencies[self._turn[ref] % len(agencies)]
