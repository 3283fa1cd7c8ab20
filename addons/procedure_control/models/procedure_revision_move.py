from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.moving import suggest_steps, suggest_variants
from .procedure_case_move import MOVABLE


class ProcedureRevision(models.Model):
    """Cases that still run under what a revision has replaced."""

    _inherit = "procedure.revision"

    move_ids = fields.One2many("procedure.move", "revision_id", string="Plans to move")
    move_count = fields.Integer(compute="_compute_move_count")
    earlier_case_count = fields.Integer(
        string="Cases on earlier revisions", compute="_compute_earlier_cases"
    )
    decided_case_count = fields.Integer(
        string="Cases decided to be moved", compute="_compute_decided_cases"
    )
    can_plan_move = fields.Boolean(compute="_compute_can_plan_move")

    def _earlier_domain(self):
        return [
            ("document_id", "in", self.document_id.ids),
            ("revision_id", "not in", self.ids),
            ("state", "in", MOVABLE),
        ]

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_earlier_cases(self):
        # Before it is put into force too: whoever does sees what runs on.
        asked = self.filtered(lambda r: r.state in ("approved", "effective"))
        counts = {}
        if asked:
            groups = self.env["procedure.case"]._read_group(
                asked._earlier_domain(), ["document_id"], ["__count"]
            )
            counts = {document.id: count for document, count in groups}
        for revision in self:
            of_document = counts.get(revision.document_id.id, 0)
            revision.earlier_case_count = of_document if revision in asked else 0

    @api.depends("move_ids")
    def _compute_move_count(self):
        for revision in self:
            revision.move_count = len(revision.move_ids)

    @api.depends("effect_case_ids.state")
    def _compute_decided_cases(self):
        for revision in self:
            decided = revision.effect_case_ids.filtered(lambda c: c.state == "to_move")
            revision.decided_case_count = len(decided)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_plan_move(self):
        quality = self.env.user.has_group("procedure_control.group_quality_officer")
        mine = self.env.user.company_ids
        for revision in self:
            revision.can_plan_move = (
                quality
                and revision.state == "effective"
                and revision.company_id in mine
            )

    # --- acts -------------------------------------------------------------------------
    def action_open_earlier_cases(self):
        """The cases that finish on earlier revisions, unless a plan moves them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases on earlier revisions"),
            "res_model": "procedure.case",
            "view_mode": "list,form",
            "domain": self._earlier_domain(),
        }

    def action_open_moves(self):
        """The plans that moved cases here, or are being prepared."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_move_action"
        )
        return action | {"domain": [("revision_id", "=", self.id)]}

    def action_plan_move(self):
        """Prepare a plan for every case that runs under an earlier revision."""
        self.ensure_one()
        self._check_may_plan_move()
        # Quality of the issuing agency answers for its procedure wherever it runs.
        cases = self.env["procedure.case"].sudo().search(self._earlier_domain())
        return self._plan_move(cases, self.env["procedure.effect.case"])

    def action_plan_decided(self):
        """Prepare the plan for the cases that were decided to be moved."""
        self.ensure_one()
        self._check_may_plan_move()
        decided = self.sudo().effect_case_ids.filtered(  # as in action_plan_move
            lambda one: one.state == "to_move"
        )
        return self._plan_move(decided.case_id, decided)

    def _check_may_plan_move(self):
        self.check_access("read")
        if not self.can_plan_move:
            raise UserError(
                self.env._(
                    "Quality of the issuing agency plans a move, to the revision that "
                    "is in force."
                )
            )

    def _plan_move(self, cases, decided):
        plan = self._prepare_move(cases, decided, fields.Datetime.now())
        return {
            "type": "ir.actions.act_window",
            "name": plan.display_name,
            "res_model": "procedure.move",
            "res_id": plan.id,
            "view_mode": "form",
        }

    # --- the plan ---------------------------------------------------------------------
    def _prepare_move(self, cases, decided, at):
        """A plan to move these cases here, mapped as suggested and worked out.

        :param decided: procedure.effect.case that asked for it
        :raises UserError: no case, or all of them are in a plan that is being prepared
        """
        lines = self.env["procedure.move.line"].sudo()  # plans of any quality officer
        planned = lines.search(
            [("case_id", "in", cases.ids), ("state", "in", ("planned", "to_do"))]
        )
        cases -= planned.case_id
        if not cases:
            raise UserError(
                self.env._(
                    "No case is left to plan for: %(plans)s.",
                    plans=", ".join(planned.move_id.mapped("display_name"))
                    or self.env._("none runs under an earlier revision"),
                )
            )
        plan = (
            self.env["procedure.move"]
            ._make(
                [
                    {
                        "revision_id": self.id,
                        "document_id": self.document_id.id,
                        "company_id": self.company_id.id,
                        "prepared_by_id": self.env.uid,
                        "prepared_at": at,
                    }
                ]
            )
            .with_env(self.env)
        )
        of_case = {one.case_id: one for one in decided}
        lines._make(
            [
                {
                    "move_id": plan.id,
                    "revision_id": self.id,
                    "case_id": case.id,
                    "case_name": case.name,
                    "company_id": case.company_id.id,
                    "old_revision_id": case.revision_id.id,
                    "effect_case_id": of_case[case].id if case in of_case else False,
                    "received_at": case.received_at,
                    "old_due": case.due_at,
                }
                # As above; in the order in which they came.
                for case in cases.sudo().sorted(lambda c: (c.received_at, c.id))
            ]
        )
        self._map_for(plan, cases.sudo().revision_id)  # as above
        self.env["procedure.event"]._log(
            "move.prepared",
            plan,
            at=at,
            values={"revision": self.sudo().display_name, "cases": len(cases)},
        )
        plan._work_out(at)
        return plan

    def _map_for(self, plan, olds):
        """The rows of a mapping as `engine.moving` suggests them."""
        new, steps, variants = self._runtime(), [], []
        variant_ids = {key: vid for vid, key in new.variant_keys.items()}
        for old in olds:
            runtime = old._runtime()
            same = suggest_steps(runtime.content, new.content)
            for number, (key, step_id) in enumerate(runtime.step_ids.items(), 1):
                steps.append(
                    {
                        "move_id": plan.id,
                        "sequence": number,
                        "old_revision_id": old.id,
                        "old_step_id": step_id,
                        "new_step_id": new.step_ids.get(same.get(key)),
                    }
                )
            alike = suggest_variants(runtime.content, new.content)
            for variant_id, key in runtime.variant_keys.items():
                variants.append(
                    {
                        "move_id": plan.id,
                        "old_variant_id": variant_id,
                        "new_variant_id": variant_ids.get(alike.get(key)),
                    }
                )
        self.env["procedure.move.step"]._make(steps)
        self.env["procedure.move.variant"]._make(variants)
