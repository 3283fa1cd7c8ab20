from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from psycopg2.errors import SerializationFailure

#: Cases started between two commits.
CHUNK = 100


class ProcedureCaseBatch(models.Model):
    """How a batch starts its cases: in the name and by the rights of who asked."""

    _inherit = "procedure.case.batch"

    @api.model
    def _cron_batches(self):
        """Go on with the batches that wait, a chunk at a time, each in its turn."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        batches = self.sudo()  # a background job: everybody's batches
        domain = [("state", "in", ("waiting", "running"))]
        cron._commit_progress(remaining=batches.search_count(domain))
        seen = batches.browse()
        while True:
            # A long one does not hold up the others: each has its chunk in turn.
            batch = batches._lock_open(domain + [("id", "not in", seen.ids)])
            if not batch and seen:
                seen = batches.browse()
                batch = batches._lock_open(domain)
            if not batch:
                break
            seen |= batch
            self.env["procedure.job"]._divide(
                batch,
                lambda one: one._process(now, CHUNK),
                lambda one, error: one._stop(error, now),
            )
            left = batches.search_count(domain)
            if not cron._commit_progress(1, remaining=left):
                break
        self.env["procedure.job"]._ran("batches", now)

    def _lock_open(self, domain):
        """The next batch under way; empty where another worker is at it."""
        try:
            with self.env.cr.savepoint():
                found = self.search(domain, order="id", limit=1)
                return found.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:  # cancelled, or another has just gone on
            return self.browse()

    def _wake(self):
        # Whoever asks for many cases wakes the job; he may not read jobs.
        self.env.ref("procedure_control.ir_cron_case_batch").sudo()._trigger()

    def _stop(self, error, at):
        """What raises as a whole ends: its lines say why."""
        batch = self.sudo()
        waiting = batch.line_ids.filtered(lambda line: line.state == "waiting")
        waiting.write({"state": "failed", "error": str(error)[:500]})
        batch.write({"state": "done", "ended_at": at})

    def _process(self, at, limit=None):
        """Start the next cases; the batch ends with the last.

        :param limit: at most so many; None: all that wait
        """
        self.ensure_one()
        batch = self.sudo()  # lines are written by this method alone
        lines = self.env["procedure.case.batch.line"].sudo()
        waiting = lines.search(
            [("batch_id", "=", batch.id), ("state", "=", "waiting")],
            order="sequence, id",
            limit=limit,
        )
        by_asker = self.env["procedure.case"].with_user(batch.user_id)
        by_asker = by_asker.with_context(
            allowed_company_ids=batch.company_id.ids,
            lang=batch.user_id.lang,
            tz=batch.user_id.tz,
        )
        met = []

        def failed(line, error):
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                met.append(error)
            else:
                line.write({"state": "failed", "error": str(error)[:500]})

        self.env["procedure.job"]._divide(
            waiting, lambda some: some._start_cases(by_asker, at), failed
        )
        if met and not limit:
            # Somebody took a number at the same moment: the whole act is done again.
            raise met[0]
        if met or limit and len(waiting) == limit:
            if batch.state != "running":
                batch.state = "running"
            return
        batch.write({"state": "done", "ended_at": at})
        self.env["procedure.event"]._log(
            "case_batch.ended", batch, at=at, values={"started": batch.started_count}
        )


class ProcedureCaseBatchLine(models.Model):
    _inherit = "procedure.case.batch.line"

    def _start_cases(self, cases, at):
        """Start the cases of these lines.

        :param cases: `procedure.case` in the name of who asked
        """
        requests = [line.request for line in self]
        # What he may do may have changed since he asked.
        cases._check_may_receive(requests)
        made = cases._start_by("batch", requests, at)
        for line, case in zip(self, made, strict=True):
            line.write({"state": "started", "case_id": case.id, "request": False})
