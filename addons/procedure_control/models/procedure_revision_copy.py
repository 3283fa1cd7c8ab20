from odoo import api, fields, models


class ProcedureRevision(models.Model):
    """The paper copies of a revision; they are called back when it ends."""

    _inherit = "procedure.revision"

    copy_ids = fields.One2many(
        "procedure.copy", "revision_id", copy=False, readonly=True
    )
    copy_count = fields.Integer(string="Paper copies", compute="_compute_copy_count")

    @api.depends("copy_ids")
    def _compute_copy_count(self):
        counts = dict(
            self.env["procedure.copy"]._read_group(
                [("revision_id", "in", self.ids)], ["revision_id"], ["__count"]
            )
        )
        for revision in self:
            revision.copy_count = counts.get(revision._origin, 0)

    def _call_copies_back(self):
        """Copies of what ended are to be recalled: one activity a revision."""
        copies = (
            self.env["procedure.copy"]
            .sudo()  # whoever holds them
            .search([("revision_id", "in", self.ids), ("state", "=", "issued")])
        )
        if not copies:
            return
        copies._note({"state": "to_recall"})
        copies.with_env(self.env)._tell("copy.to_recall")
        model_id = self.env["ir.model"]._get_id("procedure.revision")
        type_id = self.env.ref("procedure_control.mail_activity_type_recall").id
        vals_list = []
        for revision, of_revision in copies.grouped("revision_id").items():
            keeper = of_revision._keeper()
            words = self.with_context(lang=keeper.lang or self.env.lang).env
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": revision.id,
                    "activity_type_id": type_id,
                    "user_id": keeper.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words._(
                        "Recall %(count)s paper copies", count=len(of_revision)
                    ),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _close_recall(self):
        """End the activity of revisions none of whose copies is out any more."""
        out = (
            self.env["procedure.copy"]
            .sudo()  # copies of every holder count
            .search([("revision_id", "in", self.ids), ("state", "=", "to_recall")])
        )
        done = self - out.revision_id
        kind = self.env.ref("procedure_control.mail_activity_type_recall")
        activities = (
            self.env["mail.activity"]
            .sudo()  # whoever of quality has it in his inbox
            .search(
                [
                    ("res_model", "=", "procedure.revision"),
                    ("res_id", "in", done.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        if activities:
            activities.write({"active": False})

    def action_open_copies(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Paper copies of %(revision)s", revision=self.display_name
            ),
            "res_model": "procedure.copy",
            "views": [(False, "list"), (False, "form")],
            "domain": [("revision_id", "=", self.id)],
            "context": {"default_revision_id": self.id},
        }
