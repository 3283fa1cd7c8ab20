from odoo import api, fields, models

#: Cases started between two commits.
CHUNK = 100


class ProcedureCaseBatch(models.Model):
    """How a batch starts its cases: in the name and by the rights of who asked."""

    _inherit = "procedure.case.batch"

    @api.model
    def _cron_batches(self):
        """Go on with the batches that wait, a chunk at a time, each in its turn."""
        cron, job = self.env["ir.cron"], self.env["procedure.job"]
        now = fields.Datetime.now()
        batches = self.sudo()  # a background job: everybody's batches
        domain = [("state", "in", ("waiting", "running"))]
        cron._commit_progress(remaining=batches.search_count(domain))
        seen = batches.browse()
        while True:
            # A long one does not hold up the others: each has its chunk in turn.
            unseen = domain + [("id", "not in", seen.ids)]
            batch = job._lock_next(batches, unseen, "id", 1)
            if not batch and seen:
                seen = batches.browse()
                batch = job._lock_next(batches, domain, "id", 1)
            if not batch:
                break
            seen |= batch
            job._divide(
                batch,
                lambda one: one._process(now, CHUNK),
                lambda one, error: one._stop(error, now),
            )
            left = batches.search_count(domain)
            if not cron._commit_progress(1, remaining=left):
                break
        job._ran("batches", now)

    def _wake(self):
        # Whoever asks for many cases wakes the job; he may not read jobs.
        self.env.ref("procedure_control.ir_cron_case_batch").sudo()._trigger()

    def _stop(self, error, at):
        """What raises as a whole ends: its lines say why."""
        # Lines and state are kept by the job; nobody may write them.
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
        met = self.env["procedure.job"]._divide(
            waiting,
            lambda some: some._start_cases(by_asker, at),
            lambda line, error: line.write(
                {"state": "failed", "error": str(error)[:500]}
            ),
        )
        if met and not limit:
            # Somebody took a number at the same moment: the whole act is done again.
            raise next(iter(met.values()))
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
