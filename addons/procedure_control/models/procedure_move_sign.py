from odoo import fields, models
from odoo.exceptions import AccessError, UserError

#: Cases that the signature itself moves; a longer plan is carried out by the job.
AT_ONCE = 25


class ProcedureMove(models.Model):
    """The signed decision to move running cases."""

    _inherit = "procedure.move"

    def action_open_signature(self):
        """The dialog in which the plan is signed, on what it says now."""
        self.ensure_one()
        self.check_access("read")
        self._check_prepared()
        if why := self._why_not_sign():
            raise AccessError(why)
        self._work_out(fields.Datetime.now())
        return self.env["procedure.move.signature"]._open(self)

    def action_sign(self, fingerprint, credential=None):
        """Sign this plan as it stands; its cases are moved by it.

        :param fingerprint: of the list that the signer has seen
        :param credential: as `procedure.signing._authenticate` takes it
        :return: id of the `procedure.move.decision`
        :raises AccessError: not his to sign
        :raises UserError: something of it has changed since, or lacks a reason
        """
        self.ensure_one()
        self.check_access("read")
        # Whose settings bind the signature, whatever the signer may see of them.
        companies = self.sudo().company_id.sudo(False)
        proof = self.env["procedure.signing"]._authenticate(credential, companies)
        if why := self._why_not_sign():
            raise AccessError(why)
        # Two at once conflict on this row, and the later one finds it signed.
        self.sudo().lock_for_update()  # of who was found to sign it
        self.invalidate_recordset(["state"])
        self._check_prepared()
        now = fields.Datetime.now()
        self._work_out(now)
        self._check_complete(fingerprint)
        return self._signed(now, proof).id

    def _check_complete(self, fingerprint):
        plan = self.sudo()  # found to be his to sign, with all its cases
        if fingerprint != plan.fingerprint:
            raise UserError(
                self.env._(
                    "Cases of this plan have gone on since it was worked out, or "
                    "somebody has changed it. Look at it again, then sign."
                )
            )
        if not (plan.reason or "").strip():
            raise UserError(self.env._("Say why these cases are moved."))
        for line in plan.line_ids:
            if line.choice != "move" and not (line.reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(case)s: say why it stays, or is stopped.",
                        case=line.case_name,
                    )
                )
        if not plan.line_ids.filtered(lambda line: line.choice != "keep"):
            raise UserError(
                self.env._("By this plan every case stays: there is nothing to sign.")
            )

    def _signed(self, at, proof):
        plan = self.sudo()  # as above
        decisions = self.env["procedure.move.decision"]
        rows = plan.with_context(lang=None)._list_rows()
        decision = decisions._record(
            [decisions._signed_values(rows, at, proof) | {"move_id": plan.id}]
        )
        plan.write({"state": "signed"})
        plan.line_ids.write({"state": "to_do"})
        self.env["procedure.event"]._log(
            "move.signed",
            self,
            at=at,
            reason=plan.reason,
            values={
                "revision": plan.revision_id.display_name,
                "fingerprint": decision.fingerprint,
                "moved": plan.move_count,
                "kept": plan.keep_count,
                "stopped": plan.stop_count,
            },
        )
        if len(plan.line_ids) <= AT_ONCE:
            for error in plan._carry_out(plan.line_ids, at).values():
                raise error  # somebody was at a case: the whole act is done again
        else:
            # A job of the system; its signer started it by his signature.
            self.env.ref("procedure_control.ir_cron_move").sudo()._trigger()
        return decision
