from markupsafe import Markup
from odoo import api, fields, models


class ProcedureChange(models.Model):
    """What the screens show of a change request; nothing is stored."""

    _inherit = "procedure.change"

    state = fields.Selection(group_expand="_expand_states")
    effect_text = fields.Html(string="Effect", compute="_compute_effect_text")
    can_submit = fields.Boolean(compute="_compute_can")
    can_take_back = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_start = fields.Boolean(compute="_compute_can")
    can_join = fields.Boolean(compute="_compute_can")
    can_repeal = fields.Boolean(compute="_compute_can")
    can_check = fields.Boolean(compute="_compute_can")
    to_terminate_count = fields.Integer(
        string="Cases to terminate", compute="_compute_to_terminate_count"
    )

    @api.depends("name", "document_id.code")
    def _compute_display_name(self):
        for change in self:
            # The code of a procedure is on the request that names it.
            code = change.sudo().document_id.code
            change.display_name = " ".join(filter(None, (change.name, code)))

    @api.depends(
        "state",
        "revision_id",
        "round_ids.closed_at",
        "document_id.revision_ids.state",
    )
    @api.depends_context("uid")
    def _compute_can(self):
        acts = {
            "can_submit": self._who_submits(),
            "can_take_back": self._who_takes_back(),
            "can_decide": self._who_decides(),
            "can_cancel": self._who_cancels(),
            "can_start": self._who_starts(),
            "can_join": self._who_joins(),
            "can_repeal": self._who_repeals(),
            "can_check": self._who_checks(),
        }
        for change in self:
            for name, allowed in acts.items():
                change[name] = change in allowed

    @api.depends("effect")
    @api.depends_context("lang")
    def _compute_effect_text(self):
        for change in self:
            change.effect_text = change._effect_html() if change.effect else False

    def _effect_html(self):
        titles = {
            "cases": self.env._("Open cases"),
            "waiting": self.env._("Waiting at intake"),
            "steps": self.env._("Steps"),
            "people": self.env._("People who do them"),
            "forms": self.env._("Forms"),
            "related": self.env._("Related procedures"),
        }
        rows = Markup()
        for key, title in titles.items():
            part = self.effect.get(key) or {"count": 0, "names": []}
            names = ", ".join(part["names"])
            if key == "cases" and part["count"]:
                where = ", ".join(
                    f"{agency}: {count}"
                    for agency, count in self.effect.get("agencies", {}).items()
                )
                names = f"{where} – {names}"
            if part["count"] > len(part["names"]):
                names += "…"
            rows += Markup(
                "<tr><td>%s</td><td class='text-end fw-bold'>%s</td><td>%s</td></tr>"
            ) % (title, part["count"], names)
        return Markup("<table class='table table-sm mb-0'>%s</table>") % rows

    def _compute_to_terminate_count(self):
        counts = dict(
            self.env["procedure.case"]._read_group(
                self._to_terminate(), ["document_id"], ["__count"]
            )
        )
        for change in self:
            stopped = change.act == "repeal" and change.running_cases == "stop"
            ended = change.state in ("applied", "checked")
            change.to_terminate_count = (
                counts.get(change.document_id, 0) if stopped and ended else 0
            )

    def _to_terminate(self):
        return [
            ("document_id", "in", self.document_id.ids),
            ("state", "in", ("running", "paused", "result_ready")),
        ]

    @api.model
    def _expand_states(self, states, domain):
        """Columns in the order of a request's life, not of the alphabet."""
        order = [key for key, _label in self._fields["state"].selection]
        shown = {"draft", "submitted", "accepted", "applied", "checked", *states}
        return [key for key in order if key in shown]

    # --- where buttons lead -----------------------------------------------------------
    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_cases(self):
        """The cases that are open now, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_case_action"
        )
        action["domain"] = self._to_terminate()
        action["context"] = {}
        return action

    def action_open_revision(self):
        return self.revision_id._open_form()
