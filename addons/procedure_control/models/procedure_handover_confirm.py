from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ProcedureHandoverLine(models.Model):
    """How the receivers settle a file: received, or refused and sent back at once."""

    _inherit = "procedure.handover.line"

    # --- acts of users ---------------------------------------------------------------

    def action_receive(self):
        """Confirm that these files have come.

        :raises AccessError: who is not of the receiving side
        :raises UserError: one of them is settled already
        """
        self._check_may_settle()
        at = fields.Datetime.now()
        self._settle({"state": "received"}, at)
        self.env["procedure.event"]._log("handover.received", self, at=at)
        return True

    def action_refuse(self, return_reason_id, reason):
        """Refuse these files: each case goes back to the sender's step at once.

        :param return_reason_id: id of a `procedure.return.reason`
        :param reason: what is wrong, in words; required
        :raises AccessError: who is not of the receiving side
        :raises UserError: settled already, no reason, or work on it has gone on
        """
        self._check_may_settle()
        why = self.env["procedure.return.reason"].browse(return_reason_id or [])
        reason = (reason or "").strip()
        if not why.exists() or not reason:
            raise UserError(
                self.env._("Say why: choose a reason of the list and add it in words.")
            )
        at = fields.Datetime.now()
        lines = self.sudo()  # permitted above; receivers cannot write cases
        lines.case_id._lock()
        lines.next_task_id.invalidate_recordset(["state"])
        for line in lines:
            line._check_can_go_back()
        self._settle(
            {"state": "refused", "return_reason_id": why.id, "reason": reason}, at
        )
        for line in lines:
            line.case_id._send_back(line.next_task_id, line.task_id, at, reason, why)
        self.env["procedure.event"]._log(
            "handover.refused",
            self,
            at=at,
            reason=reason,
            values={"why": why.name},
        )
        return True

    def action_open_refusal(self):
        """The dialog that asks why."""
        self._check_may_settle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse and send back"),
            "res_model": "procedure.handover.refusal",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    # --- guards ----------------------------------------------------------------------

    def _check_may_settle(self):
        if not self:
            raise UserError(self.env._("Choose at least one file."))
        self.check_access("read")
        if len(set(self.ids)) != len(self):
            raise UserError(self.env._("A file was named twice."))
        foreign = self - self._confirmable()
        if foreign:
            raise AccessError(foreign[0]._not_yours_message())
        for line in self:
            if line.state != "sent":
                raise UserError(line._settled_message())

    def _check_any_to_confirm(self):
        """Refuse where nothing of these is the user's to confirm, and say why."""
        self.check_access("read")
        open_ = self.filtered(lambda line: line.state == "sent")
        if self and not open_:
            raise UserError(self[-1]._settled_message())
        if not open_._confirmable():
            raise AccessError(open_[:1]._not_yours_message())

    def _not_yours_message(self):
        list_ = self.sudo().handover_id  # its sides are named to whoever may read it
        if list_.handed_by_id == self.env.user:
            return self.env._(
                "You handed over %(list)s yourself: the receiving side confirms it.",
                list=list_.name,
            )
        return self.env._(
            "%(list)s is confirmed by %(place)s: who has the next step, who works "
            "there, or who manages it.",
            list=list_.name,
            place=list_.to_name,
        )

    def _settled_message(self):
        case = self.sudo().case_id  # its clock alone; the line says who and when
        at = self.received_at and case._local(self.received_at)
        return self.env._(
            "%(case)s was settled by %(who)s at %(when)s already.",
            case=self.case_name,
            who=self.received_by_name or "",
            when=f"{at:%d/%m/%Y %H:%M}" if at else "",
        )

    def _check_can_go_back(self):
        """Only what nobody has worked on yet goes back from the list."""
        task = self.next_task_id
        if task.state == "ready" and task.step_id.kind == "consult":
            raise UserError(
                self.env._(
                    "%(case)s asks for an opinion: answer it, also with what is "
                    "lacking, instead of refusing the file.",
                    case=self.case_name,
                )
            )
        if task.state != "ready":
            raise UserError(
                self.env._(
                    "%(case)s can no longer be refused: its step is %(state)s. Use "
                    "what the step itself offers.",
                    case=self.case_name,
                    state=task._state_label().lower(),
                )
            )

    # --- the engine ------------------------------------------------------------------

    def _settle(self, values, at):
        self._note(
            values
            | {
                "received_by_id": self.env.uid,
                "received_by_name": self.env.user.name,
                "received_at": at,
            }
        )
        # The list is the receivers' to see, its figures are the system's to keep.
        self.sudo().handover_id._count(at)
