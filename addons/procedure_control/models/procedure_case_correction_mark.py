# What is extended here answers nothing.
# pylint: disable=missing-return
from odoo import api, fields, models
from odoo.fields import Domain

from ..reporting.correction_words import remarks
from .procedure_case_correction import ISSUED, VOID

MARKS = [
    ("correcting", "Being corrected"),
    ("corrected", "Corrected"),
    ("recalling", "Being recalled"),
    ("recalled", "Recalled"),
]
#: (kind, whether the correction has its result) → mark of the case it corrects
_MARK = {
    ("correction", False): "correcting",
    ("correction", True): "corrected",
    ("recall", False): "recalling",
    ("recall", True): "recalled",
}


class ProcedureCase(models.Model):
    """What a case shows of the correction of its result; nothing of it is stored."""

    _inherit = "procedure.case"

    correction_mark = fields.Selection(
        MARKS,
        string="Result corrected or recalled",
        compute="_compute_correction_mark",
        compute_sudo=True,
        search="_search_correction_mark",
    )
    correction_count = fields.Integer(
        compute="_compute_correction_mark", compute_sudo=True
    )
    correction_text = fields.Char(
        string="About its correction",
        compute="_compute_correction_text",
        compute_sudo=True,
    )
    correction_chain = fields.Char(
        string="Chain of corrections",
        compute="_compute_correction_chain",
        compute_sudo=True,
        help="From the first result to the one that holds now.",
    )
    can_correct = fields.Boolean(compute="_compute_can_correct")

    # Whoever sees a case sees that its result was corrected; the correction itself
    # stays behind the walls of cases. Hence `compute_sudo` above.

    @api.depends("correction_ids.state", "correction_ids.correction_kind")
    def _compute_correction_mark(self):
        for case in self:
            present = case._present_correction()
            case.correction_count = len(case.correction_ids)
            case.correction_mark = present and _MARK.get(
                (present.correction_kind, present.state in ISSUED), False
            )

    def _present_correction(self):
        """The correction of this result, unless it came to nothing."""
        return self.correction_ids.filtered(lambda c: c.state not in VOID)[:1]

    @api.model
    def _search_correction_mark(self, operator, value):
        if operator != "in":
            return NotImplemented
        void = Domain("state", "in", VOID)
        found = []
        for (kind, has_result), mark in _MARK.items():
            if mark in value:
                how = Domain("state", "in" if has_result else "not in", ISSUED)
                found.append(Domain("correction_kind", "=", kind) & how & ~void)
        # The mark is read by whoever sees the case, whatever he sees of corrections.
        marked = Domain("correction_ids", "any!", Domain.OR(found))
        if False in value:
            marked |= ~Domain("correction_ids", "any!", ~void)
        return marked

    @api.depends("correction_mark", "correction_ids.result_at")
    @api.depends_context("lang", "tz")
    def _compute_correction_text(self):
        field = self._fields["correction_cause"]
        causes = dict(field._description_selection(self.env))
        for case in self:
            present = case._present_correction()
            if not case.correction_mark:
                case.correction_text = False
                continue
            at = present.result_at or present.received_at or present.create_date
            case.correction_text = self.env._(
                "%(mark)s by %(case)s on %(day)s – %(cause)s",
                mark=case._mark_label(),
                case=present.name,
                day=case._local(at).strftime("%d/%m/%Y"),
                cause=causes.get(present.correction_cause, ""),
            )

    def _mark_label(self):
        """The mark of this case in the reader's language, or an empty text."""
        marks = dict(self._fields["correction_mark"]._description_selection(self.env))
        return marks.get(self.correction_mark, "")

    def _correction_remarks(self, language):
        """What a paper says of the correction of this result, in its own language."""
        case = self.sudo()  # who reads a case reads that its result was corrected
        return remarks(
            language,
            case.correction_mark or "",
            case._present_correction().name or "",
            case.correction_kind or "",
            case.corrects_id.name or "",
        )

    @api.depends("corrects_id", "correction_ids.state")
    def _compute_correction_chain(self):
        for case in self:
            first = case
            while first.corrects_id:
                first = first.corrects_id
            names, link = [], first
            while link:
                names.append(link.name or "")
                link = link._present_correction()
            case.correction_chain = len(names) > 1 and " → ".join(names)

    @api.depends("state", "correction_mark", "received_by_id")
    @api.depends_context("uid")
    def _compute_can_correct(self):
        for case in self:
            case.can_correct = (
                case.state in ISSUED
                and not case.correction_mark
                and case._is_permitted("_check_may_correct")
            )

    # --- what the trail of the first case keeps ---------------------------------------

    def _take_verdicts(self, moves, at):
        before = {case: case.state for case in self.filtered("corrects_id")}
        super()._take_verdicts(moves, at)
        for case, state in before.items():
            if state == case.state:
                continue
            if case.state == "result_ready":
                recalled = case.correction_kind == "recall"
                case._tell_corrected("recalled" if recalled else "corrected", at)
            elif state == "result_ready":
                case._tell_corrected("correction_reopened", at)

    def _conclude(self, state, at, reason=None):
        super()._conclude(state, at, reason)
        if state in VOID:
            for case in self.filtered("corrects_id"):
                case._tell_corrected("correction_void", at, reason)

    def _tell_corrected(self, what, at, reason=None):
        """An event of the case corrected, whose own row is never touched."""
        self.env["procedure.event"]._log(
            f"case.{what}",
            self.corrects_id,
            at=at,
            reason=reason or None,
            values={"case": self.name},
        )

    # --- screens ----------------------------------------------------------------------

    def action_open_correction(self):
        """The dialog that asks what is wrong."""
        self.ensure_one()
        self._check_may_correct()
        self._check_correctable()
        return self._late_dialog(
            "procedure.case.correction", self.env._("Correct or recall the result")
        )

    def action_open_corrections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_case_action_correction"
        )
        return action | {"domain": [("corrects_id", "in", self.ids)], "context": {}}

    def action_open_corrected(self):
        """The case whose result this one corrects."""
        return self.corrects_id._open_form()
