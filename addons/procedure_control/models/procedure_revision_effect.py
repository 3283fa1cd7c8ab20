import logging

from odoo import fields, models
from odoo.exceptions import UserError

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
        now = fields.Datetime.now()
        self._refuse_unread(now)
        self._make_effective(now)

    # --- when -------------------------------------------------------------------------
    def _effect_moment(self, at):
        """When an approved revision takes effect; `at` where nothing makes it wait.

        Never before it was approved nor before what it replaces took effect, also where
        the server's clock was set back; only a decision signed outside says a past day.
        """
        self.ensure_one()
        # Whatever the job or the signer may see of the procedure.
        revision = self.sudo()
        planned = revision.planned_effective_date
        if revision.issuance_id:
            day = planned or revision.issuance_id._in_force_from()
            moment = revision._start_of_day(day)
        else:
            moment = revision._start_of_day(planned) if planned else at
            moment = max(
                filter(None, (moment, revision.approved_at, revision._floor()))
            )
        return max(moment, at) if revision.held_at else moment

    def _start_of_day(self, date):
        # The author need not see the calendar of the issuing agency.
        return self._start_in(self.sudo().company_id, date)

    def _floor(self):
        """The last change of what is in force of its procedure, None without one."""
        self.ensure_one()
        # As in _effect_moment.
        others = self.sudo().document_id.revision_ids - self.sudo()
        moments = [
            r.ended_at if r.state == "repealed" else r.effective_at for r in others
        ]
        return max(filter(None, moments), default=None)

    def _refuse_before_previous(self, at):
        for revision in self:
            floor = revision._floor()
            if floor and at < floor:
                raise UserError(
                    self.env._(
                        "%(revision)s cannot be in force since %(date)s: another "
                        "revision of the procedure was in force or ended later than "
                        "that, on %(floor)s.",
                        revision=revision.display_name,
                        date=self._day_of(at),
                        floor=self._day_of(floor),
                    )
                )

    def _day_of(self, at):
        day = self._date_in(self[:1].sudo().company_id, at)  # the agency's own day
        return f"{day.day:02d}/{day.month:02d}/{day.year}"

    # --- taking effect ----------------------------------------------------------------
    def _make_effective_since(self, at, effective_at=None, tell=True):
        """Put revisions into force at `at`, each since its own moment."""
        by_moment = self.grouped(lambda r: effective_at or r._effect_moment(at))
        for moment, revisions in by_moment.items():
            revisions._make_effective(moment, at, tell)

    def _make_effective(self, at, now=None, tell=True):
        """Put approved revisions into force and end what they replace.

        Those whose base has moved go back to draft instead, with the reason; those
        whose readers are missing stay approved. Three writes for the whole batch:
        ended rows are flushed before the new ones, since the index holds one revision
        in force per procedure at every moment.

        :param at: since when they are in force
        :param now: the instant of the act; later than `at` where a decision is entered
            afterwards or the job was late
        :param tell: write to who is concerned
        """
        if not self:
            return
        now = now or at
        moved = self._with_base_moved()
        if moved:
            moved._recall(now, self._moved_reason())
        ready = self - moved
        ready -= ready._hold_back(at, now)
        if not ready:
            return
        # Readers' rights do not decide what ends.
        siblings = ready.sudo().document_id.revision_ids
        siblings.fetch(["state", "effective_at", "ended_at"])
        ready._refuse_before_previous(at)
        old = siblings.filtered(lambda r: r.state == "effective")
        if old:
            old._move("superseded", {"ended_at": at})
        ready._move("effective", {"effective_at": at, "job_error": False})
        ready._end_hold()
        ready._rename_documents()
        copies = ready._store_issued_copies(at)
        self._void_repeals(old, now)
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
        ready._list_cases_since(now)
        ready._ask_to_read(now)
        if tell:
            ready._notify_concerned(now)
        overtaken = siblings.filtered(lambda r: r.state == "approved") - ready.sudo()
        if overtaken:
            overtaken.with_env(self.env)._recall(now, self._moved_reason())

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

    # --- for demonstration ------------------------------------------------------------
    def _issue(self, author, approver, at_submitted, at_approved, at_effective):
        """Walk drafts through the real methods, as these users, at past instants."""
        self.with_user(author)._submit(at_submitted, approver_id=approver.id)
        self.with_user(approver)._approve(at_approved, put_into_force=False)
        self._make_effective(at_effective, tell=False)

    # --- job --------------------------------------------------------------------------
    def _cron_make_effective(self):
        """Put into force what is approved and whose day has come.

        A batch is one transaction: killed anywhere in it, nothing of it happened, and
        the next run does the whole.
        """
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        due = self._due_for_effect(now)
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH].try_lock_for_update()
            batch._make_effective_safely(now)
            if not cron._commit_progress(len(due[start : start + BATCH])):
                break
        self._recently_effective(now)._list_cases_since(now)
        self.env["procedure.job"]._ran("effect", now)

    def _due_for_effect(self, now):
        # One day ahead of UTC covers every time zone; the moment decides. Without a
        # date it waits for its readers, or for the clock to come forward again.
        candidates = self.sudo().search(
            [
                ("state", "=", "approved"),
                "|",
                ("planned_effective_date", "=", False),
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
                    revisions._make_effective(moment, now)
            except Exception:  # noqa: BLE001 - found one by one below
                self.env.invalidate_all(flush=False)
                for revision in revisions:
                    revision._make_one_effective(moment, now)

    def _make_one_effective(self, moment, now):
        try:
            with self.env.cr.savepoint():
                self._make_effective(moment, now)
        except Exception as error:  # noqa: BLE001 - nothing dies alone
            self.env.invalidate_all(flush=False)
            _logger.warning("%s did not take effect: %s", self.id, error)
            self._set_guarded({"job_error": str(error)[:500]})
            self._tell_quality(str(error))

    def _tell_quality(self, text):
        """One activity for a quality manager about this revision."""
        manager = self._quality_manager()
        if manager:
            words = self.with_context(lang=manager.lang).env
            self.sudo().activity_schedule(
                "mail.mail_activity_data_warning",
                summary=words._("It did not take effect"),
                note=text,
                user_id=manager.id,
            )  # the job tells whoever mends it

    def _quality_manager(self):
        """The quality manager asked about this revision; empty where there is none."""
        company = self.sudo().company_id  # who sees the agency is asked
        managers = company._procedure_quality("manager")
        people = managers.filtered(lambda u: u.company_id == company) or managers
        return people[:1]
