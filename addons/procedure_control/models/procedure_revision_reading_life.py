from odoo import fields, models

#: Revisions whose lists one transaction of the daily job refreshes.
BATCH = 100


class ProcedureRevision(models.Model):
    """Reading lists end with a revision, and follow joiners and movers every day."""

    _inherit = "procedure.revision"

    def _move(self, to, vals=None):
        """A revision taken back or ended asks nobody any more."""
        result = super()._move(to, vals)
        why = {
            "draft": "recalled",
            "superseded": "superseded",
            "repealed": "superseded",
        }.get(to)
        if why:
            waiting = (
                self.env["procedure.acknowledgement"]
                .sudo()  # every reader's
                .search(
                    [
                        ("revision_id", "in", self.ids),
                        ("state", "in", ("asked", "informed")),
                    ]
                )
            )
            if waiting:
                waiting._release(why, fields.Datetime.now())
        if to in ("superseded", "repealed"):
            self._call_copies_back()
        return result

    def _cron_refresh_readers(self):
        """Every night and morning: who joined is asked, who left is released."""
        now = fields.Datetime.now()
        cron, job = self.env["ir.cron"], self.env["procedure.job"]
        live = self.sudo().search(
            [
                ("state", "in", ("approved", "effective")),
                "|",
                ("document_id.distribution_ids", "!=", False),
                ("acknowledgement_ids.state", "in", ("asked", "informed")),
            ],
            order="id",
        )  # the job sees every agency
        cron._commit_progress(remaining=len(live))
        for start in range(0, len(live), BATCH):
            batch = live[start : start + BATCH]
            job._divide(batch, lambda some: some._refresh_readers(now, "joined"))
            if not cron._commit_progress(len(batch)):
                break
        self.env["procedure.acknowledgement"]._call_heads(now)
        job._ran("readers", now)
