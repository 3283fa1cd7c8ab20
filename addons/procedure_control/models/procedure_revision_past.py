from datetime import timedelta

from odoo import api, fields, models

from .procedure_effect_case import ACTIVITY

#: How long after its effect a revision is looked at again, for cases that were being
#: received in the same instant.
LOOK_BACK = timedelta(days=2)
#: Revisions that have run, and run cases.
RUN = ("effective", "superseded", "repealed")


class ProcedureRevision(models.Model):
    """In force since before it was entered: the cases received in between."""

    _inherit = "procedure.revision"

    effect_case_ids = fields.One2many(
        "procedure.effect.case", "revision_id", string="Cases received in between"
    )
    effect_case_count = fields.Integer(compute="_compute_effect_cases")
    effect_open_count = fields.Integer(compute="_compute_effect_cases")

    @api.depends("effect_case_ids.state")
    def _compute_effect_cases(self):
        counts = {}
        for revision, state, count in self.env["procedure.effect.case"]._read_group(
            [("revision_id", "in", self.ids)], ["revision_id", "state"], ["__count"]
        ):
            counts[revision.id, state] = count
        for revision in self:
            of = {s: n for (rid, s), n in counts.items() if rid == revision._origin.id}
            revision.effect_case_count = sum(of.values())
            revision.effect_open_count = of.get("open", 0)

    def _cases_since(self, moments):
        """{case: revision} of cases received since under something else: one query.

        :param moments: {revision: since when it is in force}
        """
        if not moments:
            return {}
        # Cases count whoever may read them; quality decides on them.
        cases = (
            self.env["procedure.case"]
            .sudo()
            .search(
                [
                    ("document_id", "in", self.sudo().document_id.ids),
                    ("received_at", ">=", min(moments.values())),
                ],
                order="received_at, id",
            )
        )
        by_document = {r.sudo().document_id: r for r in self}  # as above
        result = {}
        for case in cases:
            revision = by_document[case.document_id]
            since = moments[revision]
            end = revision.sudo().ended_at
            in_force = since <= case.received_at and (not end or case.received_at < end)
            if in_force and case.revision_id != revision:
                result[case] = revision
        return result

    def _recently_effective(self, now):
        # The job sees every agency.
        return self.sudo().search(
            [("state", "=", "effective"), ("effective_at", ">", now - LOOK_BACK)]
        )

    def _list_cases_since(self, now):
        """List what was received since these took effect but runs under another.

        Nothing moves: quality decides each case. One activity a revision asks it to.
        """
        cases = self._cases_since({r: r.sudo().effective_at for r in self})
        if not cases:
            return
        lines = self.env["procedure.effect.case"].sudo()  # listed is listed, for all
        known = lines.search([("revision_id", "in", self.ids)])
        listed = {(line.revision_id.id, line.case_id.id) for line in known}
        new = {c: r for c, r in cases.items() if (r.id, c.id) not in listed}
        if not new:
            return
        made = lines._list(self.env["procedure.case"].sudo().union(*new), new, now)
        revisions = made.revision_id.with_env(self.env)
        self.env["procedure.event"]._log(
            "revision.cases_listed",
            revisions,
            at=now,
            values=lambda r: {
                "cases": [
                    {
                        "case": line.case_id.name,
                        "old_due": line.old_due,
                        "new_due": line.new_due,
                    }
                    for line in made
                    if line.revision_id.id == r.id
                ]
            },
        )
        waiting = made.filtered(lambda line: line.state == "open").revision_id
        asked = known.filtered(lambda line: line.state == "open").revision_id
        (waiting - asked).with_env(self.env)._ask_to_decide()

    def _ask_to_decide(self):
        """One activity a revision: for who entered it, else a quality manager."""
        officer = self.env.user
        if not officer.has_group("procedure_control.group_quality_officer"):
            officer = officer.browse()
        vals_list = []
        for revision in self:
            person = officer.filtered(lambda u: not u.share and u.id > 1)
            person = person or revision._quality_manager()
            if person:
                words = revision.with_context(lang=person.lang).env
                vals_list.append(
                    {
                        **revision._activity_about(ACTIVITY, person),
                        "summary": words._("Decide the cases received in between"),
                        "note": words._(
                            "These cases were received since the revision is in force, "
                            "but under the one before. Nothing has moved: say of each "
                            "whether it stays or is moved, and sign."
                        ),
                    }
                )
        self._make_activities(vals_list)

    def action_open_effect_cases(self):
        """The list of cases received in between."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases received in between"),
            "res_model": "procedure.effect.case",
            "view_mode": "list,form",
            "domain": [("revision_id", "=", self.id)],
        }

    def action_decide_cases(self):
        """The dialog that decides the cases of these revisions."""
        return self.effect_case_ids.filtered(
            lambda line: line.state == "open"
        ).action_open_decision()
