"""Plays all stories in the order of their instants, so that pools, counters and
reminders see the same world as they would have seen on the day."""

import heapq
from datetime import timedelta
from itertools import count

#: Local times at which the background job looks, on each working day.
SWEEPS = ((8, 0), (11, 55), (14, 30), (16, 55))


class Theatre:
    """Plays stories up to now. ``time`` is the province's working time."""

    def __init__(self, env, time, now, random):
        self.env = env
        self.time = time
        self.now = now
        self.random = random
        self.told = []  # (case id, instant) of each note in a chatter, in order
        self._heap = []
        self._order = count()

    def add(self, story):
        self._wake(story)

    def play(self):
        while self._heap:
            _at, _n, story = heapq.heappop(self._heap)
            self._wake(story)

    def _wake(self, story):
        at = next(story, None)
        # What lies ahead has not happened: the story stays as it stands.
        if at is not None and at <= self.now:
            heapq.heappush(self._heap, (at, next(self._order), story))

    def sweeps(self, first):
        """The background job, on the working days since ``first``."""
        tasks = self.env["procedure.task"]
        for day in self.time.working_dates(first, self.time.local(self.now).date()):
            opens = self.time.opening(day)
            for hour, minute in SWEEPS:
                at = opens + timedelta(hours=hour - 8, minutes=minute)
                if at < self.now:
                    yield at
                    tasks.search([("next_check_at", "<=", at)])._sweep(at)
        if self.time.is_open(self.now):
            # The last five-minute run before now.
            yield (at := self.now - timedelta(minutes=1))
            tasks.search([("next_check_at", "<=", at)])._sweep(at)
