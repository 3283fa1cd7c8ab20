import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import content as tree


class ProcedureRevision(models.Model):
    """Submission: the content freezes, its bytes are stored, a signer is asked."""

    _inherit = "procedure.revision"

    # --- submission -------------------------------------------------------------------
    def action_submit(self, approver_id=None):
        """Send these drafts to their approver; the content freezes here.

        :param approver_id: id of the user asked; else the draft's approver, else the
            signer with the fewest open requests
        :raises UserError: what lacks, or who may not
        """
        self._submit(fields.Datetime.now(), approver_id=approver_id)

    def _submit(self, at, approver_id=None):
        self._require(
            self._who_submits(),
            self.env._("only an author may submit it, while it is a draft."),
        )
        for revision in self:
            if revision._base_moved():
                raise UserError(
                    self.env._(
                        "%(revision)s: another revision took effect since this draft "
                        "was started. Compare it with the one in force, then confirm "
                        "that it starts from there.",
                        revision=revision.display_name,
                    )
                )
        self._refuse_unready()
        self.sudo().form_ids._refresh_digests()  # bytes as they are, not as noted
        approvers = self._choose_approvers(approver_id)
        self._touch_content_version()
        self._open_round("issue", at, approvers)
        self._move("in_review", {"submitted_at": at, "job_error": False})
        for revision in self:
            rounds = revision.sudo()._open_rounds()  # just made
            revision._set_guarded({"fingerprint": rounds.fingerprint})
        self.env["procedure.event"]._log(
            "revision.submitted",
            self,
            at=at,
            values=lambda r: {
                "fingerprint": r.fingerprint,
                "approver": approvers[r.sudo(False)].name,
            },
        )

    def _refuse_unready(self):
        blocking = [
            f"{revision.display_name}: {line['text']}"
            for revision, lines in self._readiness().items()
            for line in lines
            if line["blocks"]
        ]
        if blocking:
            raise UserError(
                self.env._("Not ready to be submitted:") + "\n" + "\n".join(blocking)
            )

    def _open_round(self, purpose, at, approvers, reason=None, running_cases=None):
        """Store the bytes and ask the signer of each revision."""
        rounds = self._store_bytes(purpose, at, reason, running_cases)
        self._request_signatures(rounds, approvers, at)
        return rounds

    def _request_signatures(self, rounds, approvers, at):
        requests = self.env["procedure.signature.request"]._record(
            [
                {
                    "round_id": round_.id,
                    "revision_id": revision.id,
                    "document_id": revision.document_id.id,
                    "meaning": "approve",
                    "state": "pending",
                    "user_id": approvers[revision].id,
                    "company_id": revision.company_id.id,
                    "department_id": revision.document_id.department_id.id,
                    "asked_at": at,
                    "clock_generation": 1,
                }
                for round_ in rounds
                for revision in round_.revision_id
            ]
        )
        requests._ask()

    def _store_bytes(self, purpose, at, reason=None, running_cases=None):
        contents = self._content()
        vals_list = []
        for revision in self:
            data = tree.canonical_bytes(contents[revision])
            vals_list.append(
                {
                    "revision_id": revision.id,
                    "purpose": purpose,
                    "reason": reason,
                    "running_cases": running_cases,
                    "content_bytes": base64.b64encode(data),
                    "fingerprint": tree.fingerprint(data),
                    "submitted_by_id": self.env.uid,
                    "submitted_by_name": self.env.user.name,
                    "opened_at": at,
                }
            )
        rounds = self.env["procedure.round"]._record(vals_list)
        rounds._store_bodies()
        return rounds

    def _choose_approvers(self, approver_id=None):
        """{revision: user asked}; raises UserError when nobody may sign."""
        signers = self._signers()
        load = self._open_request_counts(signers)
        result = {}
        for revision in self:
            asked = (
                self.env["res.users"].browse(int(approver_id))
                if approver_id
                else revision.approver_id
            )
            # Whose write touched it counts whatever the submitter may see.
            barred = revision.sudo().contributor_ids | self.env.user
            barred |= revision.sudo()._open_rounds().submitted_by_id
            company = revision.sudo().company_id  # walls are tested, not read
            able = signers.filtered(
                lambda user, company=company: company in user.company_ids
            )
            if asked:
                revision._refuse_approver(asked, able, barred)
            else:
                free = (able - barred).sorted(lambda u: (load.get(u.id, 0), u.id))
                if not free:
                    raise UserError(
                        self.env._(
                            "%(revision)s: nobody may approve it. Make somebody a "
                            "signer in %(company)s who has not worked on this draft.",
                            revision=revision.display_name,
                            company=company.name,
                        )
                    )
                asked = free[0]
                load[asked.id] = load.get(asked.id, 0) + 1
            result[revision] = asked.with_env(self.env)
        return result

    def _signers(self):
        # An author does not read the groups of others.
        group = self.env.ref("procedure_control.group_signer").sudo()
        return group.all_user_ids.filtered(lambda user: user.active)

    def _open_request_counts(self, users):
        # The load of every signer counts, whoever asks.
        groups = (
            self.env["procedure.signature.request"]
            .sudo()
            ._read_group(
                [("user_id", "in", users.ids), ("state", "=", "pending")],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in groups}

    def _refuse_approver(self, asked, able, barred):
        if asked not in able:
            raise UserError(
                self.env._(
                    "%(name)s is not a signer in %(company)s.",
                    name=asked.sudo().name,  # to name him in the message
                    company=self.sudo().company_id.name,  # likewise
                )
            )
        if asked in barred and not self.env["procedure.override"]._find(
            "four_eyes", asked, self.document_id, fields.Datetime.now()
        ):
            raise UserError(
                self.env._(
                    "%(name)s has worked on this draft or submits it, and may not "
                    "approve it.",
                    name=asked.sudo().name,  # to name him in the message
                )
            )
