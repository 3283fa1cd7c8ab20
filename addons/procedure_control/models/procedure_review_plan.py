from datetime import timedelta

from odoo import api, fields, models


class ProcedureReview(models.Model):
    """How reviews are opened: ahead of their day, of documents without owner first."""

    _inherit = "procedure.review"

    @api.model
    def _cron_open(self):
        """Every night: open what falls due, ask again where owner or activity left."""
        now = fields.Datetime.now()
        job = self.env["procedure.job"]
        left = self._with_owner_gone()
        job._divide(left, lambda reviews: reviews._find_owners())
        job._divide(self._without_activity(), lambda reviews: reviews._ask())
        job._divide(self._orphans(), lambda documents: documents._ask_for_owner())
        due = self._due_for_review(now)
        job._divide(due, lambda revisions: self._open(revisions, now))
        job._ran("reviews", now)

    def _due_for_review(self, now):
        """Revisions whose review must be opened, those without owner first."""
        domain = [
            ("state", "=", "effective"),
            ("review_date", "!=", False),
            ("review_ids", "not any", [("state", "in", ("open", "asked"))]),
        ]
        # The job sees every agency.
        revisions = self.env["procedure.revision"].sudo().search(domain)
        revisions = revisions.filtered(lambda r: r._review_opens_on() <= now.date())
        return revisions.sorted(
            lambda r: (r.document_id.owner_id.active, r.review_date, r.id)
        )

    def _open(self, revisions, at):
        companies = revisions.company_id
        dates = revisions.mapped("review_date")
        times = companies._procedure_working_time(
            min([at.date(), *dates]) - timedelta(days=31),
            max([at.date(), *dates]) + timedelta(days=120),
        )
        reviews = self._record(
            [
                {
                    "revision_id": revision.id,
                    "document_id": revision.document_id.id,
                    "company_id": revision.company_id.id,
                    "department_id": revision.document_id.department_id.id,
                    "user_id": revision._reviewer().id,
                    "state": "open",
                    "asked_at": at,
                    "due_at": times[revision.company_id].close_of_business(
                        revision.review_date
                    ),
                    "clock_generation": 1,
                }
                for revision in revisions
            ]
        )
        reviews._ask()
        reviews._give_ladder(times)
        self.env["procedure.event"]._log(
            "review.opened",
            reviews,
            at=at,
            values=lambda review: {
                "due": fields.Datetime.to_string(review.due_at),
                "owner": review.user_id.name,
            },
        )
        return reviews

    def _with_owner_gone(self):
        """Open reviews whose owner was archived since they were asked."""
        # The job sees every agency.
        return self.sudo().search(
            [("state", "=", "open"), ("user_id.active", "=", False)]
        )

    def _without_activity(self):
        """Open reviews whose activity is gone: deleted with a user, or by its age."""
        # The job sees every agency.
        reviews = self.sudo().search(
            [("state", "=", "open"), ("user_id.active", "=", True)]
        )
        return reviews.filtered(lambda review: not review.activity_id.active)

    def _orphans(self):
        """Procedures in force whose owner is archived and for whom nobody is asked."""
        # The job sees every agency.
        documents = self.env["procedure.document"].sudo()
        kind = self.env.ref("procedure_control.mail_activity_type_owner")
        return documents.search(
            [
                ("owner_id.active", "=", False),
                ("revision_ids.state", "=", "effective"),
                ("activity_ids", "not any", [("activity_type_id", "=", kind.id)]),
            ]
        )

    def _find_owners(self):
        for review in self:
            review._note({"user_id": review.revision_id._reviewer().id})
        self.activity_id._procedure_close()
        self._ask()


class ProcedureDocument(models.Model):
    _inherit = "procedure.document"

    review_ids = fields.One2many("procedure.review", "document_id")
    review_date = fields.Date(related="effective_revision_id.review_date")
    owner_left = fields.Boolean(
        string="Owner has left", compute="_compute_owner_left", search="_search_left"
    )

    @api.depends("owner_id.active")
    def _compute_owner_left(self):
        for document in self:
            # An archived user is still named; whether he works is no secret.
            document.owner_left = not document.sudo().owner_id.active

    def _search_left(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("owner_id.active", "=", False)]

    def _ask_for_owner(self):
        """One activity for quality: somebody must answer for this procedure."""
        kind = self.env.ref("procedure_control.mail_activity_type_owner")
        model_id = self.env["ir.model"]._get_id(self._name)
        officers = self.env["res.company"]._procedure_quality()
        vals_list = []
        for document in self:
            agency = document.company_id
            officer = officers.filtered(lambda u, a=agency: a in u.company_ids)[:1]
            if not officer:
                continue
            words = self.with_context(lang=officer.lang).env
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": document.id,
                    "res_name": document.display_name,
                    "activity_type_id": kind.id,
                    "user_id": officer.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words._("Its owner has left: name a new one"),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)
