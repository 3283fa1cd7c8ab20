import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from psycopg2.errors import SerializationFailure

_logger = logging.getLogger(__name__)

#: After so long without a run, screens and the health address say so.
SILENCE = timedelta(minutes=15)


class ProcedureJob(models.Model):
    """When each background job last ran: its silence must not go unseen."""

    _name = "procedure.job"
    _description = "Background job"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    last_run_at = fields.Datetime(readonly=True)
    position = fields.Integer(
        readonly=True, help="After which record a job that goes round looks next."
    )

    _key_uniq = models.UniqueIndex("(key)")

    @api.model
    def _ran(self, key, at):
        # Only the jobs themselves write here; their user has no right of his own.
        job = self.sudo().search([("key", "=", key)])
        if job:
            # Another run that holds the row is writing the same.
            job.try_lock_for_update().write({"last_run_at": at})
        else:
            self.sudo().create({"key": key, "last_run_at": at})

    @api.model
    def _next_page(self, key, records, domain, limit):
        """The next records of a domain, going round: none waits for ever for others."""
        job = self.sudo().search([("key", "=", key)])  # as in _ran
        job = job or self.sudo().create({"key": key})
        page = records.search(
            [("id", ">", job.position), *domain], order="id", limit=limit
        )
        last = page[-1:].id if len(page) == limit else 0
        if job.position != last:
            job.position = last
        return page

    @api.model
    def _divide(self, records, act, failed=None):
        """Do `act` on all records; one that raises is left out, and none dies with it.

        What raises is rolled back and halved until the one to blame stands alone.

        :param failed: called with that record and its error; else the log tells
        :return: {record: error} of those that somebody else was at: no fault of theirs,
            so `failed` is not called; they are to be tried in another transaction
        """
        if not records:
            return {}
        try:
            with self.env.cr.savepoint():
                act(records)
                return {}
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            self.env.invalidate_all(flush=False)
            if len(records) == 1:
                if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    return {records: error}
                self._left_out(records, error, failed)
                return {}
        middle = len(records) // 2
        met = self._divide(records[:middle], act, failed)
        return met | self._divide(records[middle:], act, failed)

    @api.model
    def _lock_next(self, records, domain, order, limit):
        """The next records of a domain, for a job; none where another is at them."""
        found = records.search(domain, order=order, limit=limit)
        if not found:
            return found
        try:
            with self.env.cr.savepoint():
                return found.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:  # it has just committed what is seen here as due
            return records.browse()

    def _left_out(self, record, error, failed):
        if failed is None:
            _logger.warning("%s was left out of a job: %s", record, error)
            return
        try:
            with self.env.cr.savepoint():
                failed(record, error)
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("%s failed in a job: %s", record, error)

    @api.model
    def _silent(self, key="sweep"):
        """(last run or None, whether it is silent too long), computed on read."""
        # Everybody may know whether reminders go out.
        job = self.sudo().search([("key", "=", key)])
        last = job.last_run_at or None
        return last, last is None or fields.Datetime.now() - last > SILENCE

    @api.model
    def _alarm(self, records, message):
        """One activity for a quality manager on each record a job cannot handle.

        Each goes to a manager of the record's agency.
        """
        # Who answers for quality is asked, whichever users the caller may read.
        managers = self.env["res.company"].sudo()._procedure_quality("manager")
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        vals_list = []
        for company, of_company in records.grouped("company_id").items():
            manager = managers.filtered(lambda u, c=company: c in u.company_ids)[:1]
            words = self.with_context(lang=manager.lang or self.env.lang).env
            vals_list += [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": kind.id,
                    "user_id": manager.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words._("A background job cannot handle this"),
                    "note": message,
                    "automated": True,
                }
                for record in of_company
                if manager
            ]
        self.env["mail.activity"]._procedure_mirror(vals_list)
