import logging
from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models

_logger = logging.getLogger(__name__)

#: Documents put into force in one transaction.
BATCH = 50


class ProcedureRevision(models.Model):
    """Coming into force and ending."""

    _inherit = "procedure.revision"

    def action_make_effective(self):
        """Put approved revisions into force now, before their date (quality)."""
        self._require(
            self._who_makes_effective(),
            self.env._("only quality puts an approved revision into force."),
        )
        self._make_effective(fields.Datetime.now())

    def _effect_moment(self, at):
        """When an approved revision takes effect: its day in its agency, or `at`."""
        self.ensure_one()
        if not self.planned_effective_date:
            return at
        return self._start_of_day(self.planned_effective_date)

    def _start_of_day(self, date):
        # The author need not see the calendar of the issuing agency.
        company = self.sudo().company_id
        zone = company._procedure_calendar()[company].tz or "UTC"
        start = datetime.combine(date, time.min, tzinfo=ZoneInfo(zone))
        return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _make_effective(self, at):
        """Put approved revisions into force and end what they replace.

        Those whose base has moved go back to draft instead, with the reason. Three
        writes for the whole batch: ended rows are flushed before the new ones, since
        the index holds one revision in force per procedure at every moment.
        """
        if not self:
            return
        moved = self.filtered(lambda revision: revision._base_moved())
        if moved:
            moved._recall(at, self._moved_reason())
        ready = self - moved
        if not ready:
            return
        # Readers' rights do not decide what ends.
        siblings = ready.sudo().document_id.revision_ids
        old = siblings.filtered(lambda r: r.state == "effective")
        if old:
            old._move("superseded", {"ended_at": at})
        ready._move("effective", {"effective_at": at, "job_error": False})
        ready._rename_documents()
        copies = ready._store_issued_copies(at)
        self._void_repeals(old, at)
        events = self.env["procedure.event"]
        events._log("revision.superseded", old.with_env(self.env), at=at)
        events._log(
            "revision.effective",
            ready,
            at=at,
            values=lambda r: {
                "fingerprint": r.fingerprint,
                "issued_copy_sha256": copies.get(r, ""),
            },
        )
        ready._ask_to_read(at)
        ready._notify_concerned(at)
        overtaken = siblings.filtered(lambda r: r.state == "approved") - ready.sudo()
        if overtaken:
            overtaken.with_env(self.env)._recall(at, self._moved_reason())

    def _moved_reason(self):
        return self.env._("Another revision of the procedure took effect.")

    def _rename_documents(self):
        for revision in self.sudo():  # the approval covers the title
            if revision.title and revision.title != revision.document_id.title:
                revision.document_id._set_guarded({"title": revision.title})

    def _void_repeals(self, old, at):
        """A repeal asked of what has just been superseded is void."""
        rounds = old._open_rounds()
        rounds.request_ids.filtered(lambda r: r.state == "pending")._close("void", at)
        rounds._close("void", at)

    # --- adoption, and both for demonstration -----------------------------------------
    def _adopt(self, at, decision):
        """Put drafts into force as a decision signed outside says; signs for nobody.

        :param decision: number, date and authority of the decision, in words
        """
        self._require(
            self.filtered(lambda r: r.state == "draft"),
            self.env._("only a draft is adopted."),
        )
        self._touch_content_version()
        rounds = self._store_bytes("adopt", at, reason=decision)
        rounds._close("approved", at)
        for revision, round_ in zip(self, rounds, strict=True):
            revision._move(
                "in_review", {"submitted_at": at, "fingerprint": round_.fingerprint}
            )
        self._move("approved", {"approved_at": at})
        self.env["procedure.event"]._log(
            "revision.adopted", self, at=at, reason=decision
        )
        self._make_effective(at)

    def _issue(self, author, approver, at_submitted, at_approved, at_effective):
        """Walk drafts through the real methods, as these users, at past instants."""
        self.with_user(author)._submit(at_submitted, approver_id=approver.id)
        self.with_user(approver)._approve(at_approved, put_into_force=False)
        self._make_effective(at_effective)

    # --- job --------------------------------------------------------------------------
    def _cron_make_effective(self):
        """Put into force what is approved and whose day has come."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        due = self._due_for_effect(now)
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH].try_lock_for_update()
            batch._make_effective_safely(now)
            if not cron._commit_progress(len(due[start : start + BATCH])):
                break
        self.env["procedure.job"]._ran("effect", now)

    def _due_for_effect(self, now):
        # One day ahead of UTC covers every time zone; the moment decides.
        candidates = self.sudo().search(
            [
                ("state", "=", "approved"),
                ("planned_effective_date", "!=", False),
                ("planned_effective_date", "<=", fields.Date.add(now.date(), days=1)),
                ("job_error", "=", False),
            ],
            order="planned_effective_date, id",
        )  # the job sees every agency
        return candidates.filtered(lambda r: r._effect_moment(now) <= now)

    def _make_effective_safely(self, now):
        """Each day's revisions at their moment; one that fails does not hold others."""
        by_moment = self.grouped(lambda revision: revision._effect_moment(now))
        for moment, revisions in by_moment.items():
            try:
                with self.env.cr.savepoint():
                    revisions._make_effective(moment)
            except Exception:  # noqa: BLE001 - found one by one below
                self.env.invalidate_all(flush=False)
                for revision in revisions:
                    revision._make_one_effective(moment)

    def _make_one_effective(self, moment):
        try:
            with self.env.cr.savepoint():
                self._make_effective(moment)
        except Exception as error:  # noqa: BLE001 - nothing dies alone
            self.env.invalidate_all(flush=False)
            _logger.warning("%s did not take effect: %s", self.id, error)
            self._set_guarded({"job_error": str(error)[:500]})
            self._tell_quality(str(error))

    def _tell_quality(self, text):
        """One activity for a quality manager about this revision."""
        group = self.env.ref("procedure_control.group_quality_manager").sudo()
        company = self.sudo().company_id  # who sees the agency is asked
        managers = group.all_user_ids.filtered(
            lambda u: u.active and company in u.company_ids
        )
        if managers:
            words = self.with_context(lang=managers[:1].lang).env
            self.sudo().activity_schedule(
                "mail.mail_activity_data_warning",
                summary=words._("It did not take effect"),
                note=text,
                user_id=managers[:1].id,
            )  # the job tells whoever mends it
