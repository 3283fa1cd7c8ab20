from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models


class ProcedureRevision(models.Model):
    """When what is in force is reviewed next."""

    _inherit = "procedure.revision"

    review_ids = fields.One2many("procedure.review", "revision_id")
    kept_at = fields.Datetime(string="Kept on", readonly=True, copy=False)
    # The interval in force when it took effect or was kept: a type edited later moves
    # nothing by itself.
    review_date = fields.Date(
        string="Next review",
        compute="_compute_review_date",
        store=True,
        copy=False,
        index=True,
    )

    @api.depends("state", "effective_at", "kept_at")
    def _compute_review_date(self):
        for revision in self:
            since = revision.kept_at or revision.effective_at
            if revision.state != "effective" or not since:
                revision.review_date = False
                continue
            months = revision.document_id.type_id.review_interval
            revision.review_date = (
                since.date() + relativedelta(months=months) if months else False
            )

    def _keep(self, round_, at):
        """What is in force stays; its next review counts from the signature."""
        self._set_guarded({"kept_at": at})
        # Its cover says from now on that it was kept; the earlier copy stays.
        copies = self._store_issued_copies(at)
        self.env["procedure.event"]._log(
            "revision.kept",
            self,
            at=at,
            reason=round_.reason,
            values=lambda revision: {"issued_copy_sha256": copies.get(revision, "")},
        )
        # Whoever signed last need not read the review.
        round_.sudo().review_ids._signed(round_, at)

    def _move(self, to, vals=None):
        result = super()._move(to, vals)
        if to in ("superseded", "repealed"):
            # Nothing is left to review, whoever ended it.
            left = self.sudo().review_ids.filtered(
                lambda review: review.state in ("open", "asked")
            )
            left._end({"state": "void", "closed_at": fields.Datetime.now()})
        return result

    def _review_opens_on(self):
        """The day on which its owner is asked, some weeks ahead."""
        ahead = self.company_id.procedure_review_lead_days
        return self.review_date - timedelta(days=ahead)

    def _reviewer(self):
        """Who reviews it: its owner, else the head of its department, else quality."""
        self.ensure_one()
        document = self.document_id
        agency = document.company_id
        owner = document.owner_id
        if owner.active and agency in owner.company_ids:
            return owner
        head = document.department_id._procedure_head(agency=agency)
        return head or agency._procedure_quality()[:1]
