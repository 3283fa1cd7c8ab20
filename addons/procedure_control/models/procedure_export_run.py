import errno
import logging
import time
from contextlib import contextmanager
from dataclasses import fields as fields_of
from dataclasses import replace

from odoo import api, fields, models
from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB
from odoo.exceptions import UserError
from psycopg2.errors import DiskFull, ReadOnlySqlTransaction

from ..reporting import workbook
from ..reporting.ii06a import IdentityError
from ..reporting.snapshot import Snapshot
from .procedure_export import OPEN
from .procedure_export_chunk import Stored
from .procedure_export_pulse import Cancelled, Watch

_logger = logging.getLogger(__name__)

#: A run begins no more work after so many seconds: the server ends it at 120.
BUDGET = 50
#: Rows are counted up to so many before they are gathered.
MOST = 5_000_000
#: A piece of work that was begun so often without coming to its end is given up.
TRIES = 4
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class ProcedureExport(models.Model):
    """How a long spreadsheet is made: a piece of work a transaction, in its turn.

    First the rows, all in one transaction, then sheet by sheet, at last the file. Each
    piece is committed, so whatever ends the server, the next run begins with the piece
    that was not finished.
    """

    _inherit = "procedure.export"

    @api.model
    def _cron_exports(self):
        """Go on with the spreadsheets under way, a piece of each in its turn."""
        cron, job = self.env["ir.cron"], self.env["procedure.job"]
        exports = self.sudo()  # a background job: everybody's spreadsheets
        domain = [("state", "in", OPEN)]
        cron._commit_progress(remaining=exports.search_count(domain))
        seen = exports.browse()
        while self._has_time():
            unseen = domain + [("id", "not in", seen.ids)]
            export = job._lock_next(exports, unseen, "id", 1)
            if not export and seen:
                seen = exports.browse()
                export = job._lock_next(exports, domain, "id", 1)
            if not export:
                break
            seen |= export
            export._work()
            left = exports.search_count(domain)
            if not cron._commit_progress(1, remaining=left):
                break
        job._ran("exports", fields.Datetime.now())

    def _has_time(self):
        """The scheduler calls again at once; a worker is ended by the whole time."""
        ends = self.env.context.get("cron_end_time")
        return not ends or time.monotonic() - (ends - MIN_TIME_PER_JOB) < BUDGET

    def _work(self):
        """One piece of work; what goes wrong is said on the export."""
        self.ensure_one()
        watch = Watch(self)
        try:
            tries = watch.begin(self._unit())
        except Cancelled:
            self._end("cancelled")
            return
        if tries > TRIES:
            self._end("failed", self._in_his_words()._given_up())
            return
        self.env["procedure.job"]._divide(
            self, lambda export: export._do(watch), lambda export, e: export._stop(e)
        )

    def _unit(self):
        """Which piece of work is next, as a word."""
        if self.state == "painting":
            return self.sheet_keys[len(self.part_ids)]
        return self.state

    def _do(self, watch):
        if self.state == "waiting":
            # Seen by who asked before the rows are gathered, which takes its time.
            self.write({"state": "gathering", "expected_rows": self._expected()})
        elif self.state == "gathering":
            self._gather(watch)
        elif self.state == "painting":
            self._paint_next(watch)
        else:
            self._put_together(watch)

    def _expected(self):
        by_asker = self._as_asker()
        return by_asker._count_up_to(by_asker._options(), MOST)

    # --- the rows ---------------------------------------------------------------------

    def _as_asker(self):
        """This export in the rights he has now, with his agencies, words and clock."""
        user = self.user_id
        if not user.active:
            raise UserError(self.env._("Who asked for it does not work here any more."))
        agencies = self.company_ids & user.company_ids | user.company_ids
        return self.with_user(user).with_context(
            allowed_company_ids=agencies.ids, lang=user.lang, tz=user.tz
        )

    def _gather(self, watch):
        """Store all rows as they are at one moment, under the asker's own rules."""
        mine = self._as_asker()
        options = mine._options()
        scope = mine.env["procedure.compliance"]._scope(options)
        try:
            counts = self._gather_on(mine, options, scope, watch, replica=True)
        except ReadOnlySqlTransaction:
            _logger.info("Rows of %s cannot be read on the replica", self)
            counts = self._gather_on(mine, options, scope, watch, replica=False)
        keys = [kind.key for kind in workbook.painting_order(scope)]
        self.write(
            {
                "state": "painting" if keys else "assembling",
                "taken_at": fields.Datetime.now(),
                "all_rows": mine.sees_all,
                "name": mine._file_name(options),
                "scope": scope.to_json(),
                "counts": counts,
                "row_count": sum(counts.values()),
                "sheet_keys": keys,
                "trail_head": scope.trail_head,
            }
        )

    def _gather_on(self, mine, options, scope, watch, replica):
        """{source: rows stored}."""
        chunks = Stored(self.env.cr, self.id, watch.look)
        chunks.forget()
        snapshot = Snapshot(chunks)
        with self._reading(mine.env, replica) as env:
            env["procedure.compliance"]._gather(
                self._read_by(options, env), scope, snapshot
            )
        return dict(snapshot.counts)

    @contextmanager
    def _reading(self, env, replica):
        """The environment in which rows are read: on a replica, where there is one.

        Either way all of them are read in one transaction, and so at one moment.
        """
        if not replica or not self._has_replica():
            yield env
            return
        with self.env.registry.cursor(readonly=True) as cr:
            yield env(cr=cr)

    def _has_replica(self):
        # Odoo's own name for the second database that its settings give.
        return getattr(self.env.registry, "_db_readonly", None) is not None

    @staticmethod
    def _read_by(options, env):
        """The same `Options`, whose records are read by another cursor."""
        found = {f.name: getattr(options, f.name) for f in fields_of(options)}
        return replace(
            options,
            **{
                name: value.with_env(env)
                for name, value in found.items()
                if isinstance(value, models.BaseModel)
            },
        )

    # --- the end ----------------------------------------------------------------------

    def _stop(self, error):
        """What a piece of work raised ends it, in words of who asked."""
        if isinstance(error, Cancelled):
            self._end("cancelled")
        else:
            self._end("failed", self._in_his_words()._said(error))

    def _in_his_words(self):
        return self.with_context(lang=self.user_id.lang)

    def _said(self, error):
        if isinstance(error, IdentityError):
            return self.env["procedure.compliance"]._not_re_added(error)
        if isinstance(error, DiskFull) or getattr(error, "errno", None) in NO_ROOM:
            return self.env._(
                "The disk of the server is full. Nothing was left behind; try again "
                "when there is room."
            )
        if isinstance(error, UserError):
            return str(error)
        _logger.error("A spreadsheet failed", exc_info=error)
        return self.env._(
            "Something happened that nobody foresaw. The log of the server tells what."
        )

    def _given_up(self):
        return self.env._(
            "The server ended this work %(count)s times before it was finished. Choose "
            "a shorter period or fewer agencies, or try again when the server has "
            "less to do.",
            count=TRIES,
        )

    def _end(self, state, error=None):
        """Cancelled leaves nothing; what failed keeps what it has for another try."""
        if state == "cancelled":
            self._forget_work()
        self.write({"state": state, "error": error, "ended_at": fields.Datetime.now()})
        if state == "failed":
            self._tell(
                self._in_his_words().env._("Your spreadsheet could not be made"), error
            )

    def _forget_work(self):
        Stored(self.env.cr, self.id).forget()
        self.part_ids.unlink()
        self.invalidate_recordset(["part_ids"])
        self._forget_draft()
