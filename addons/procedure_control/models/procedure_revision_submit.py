import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import canonical


class ProcedureRevision(models.Model):
    """Submission: the content freezes, its bytes are stored, signers are asked."""

    _inherit = "procedure.revision"

    # --- submission -------------------------------------------------------------------
    def action_submit(self, approver_id=None):
        """Send these drafts along their approval route; the content freezes here.

        :param approver_id: id of the user asked at the last stage whose signer is
            chosen; else the draft's approver, else the signer with the fewest requests
        :raises UserError: what lacks, or who may not
        """
        self._submit(fields.Datetime.now(), approver_id=approver_id)

    def _submit(self, at, approver_id=None):
        self._read_ahead()
        self._require(
            self._who_submits(),
            self.env._("only an author may submit it, while it is a draft."),
        )
        moved = self._with_base_moved()
        if moved:
            raise UserError(
                self.env._(
                    "%(revision)s: another revision took effect since this draft "
                    "was started. Compare it with the one in force, then confirm "
                    "that it starts from there.",
                    revision=moved[0].display_name,
                )
            )
        self._refuse_unready()
        self.sudo()._refresh_file_digests()  # bytes as they are, not as noted
        self._touch_content_version()
        rounds = self._open_round("issue", at, approver_id=approver_id)
        prints = {round_.revision_id.id: round_.fingerprint for round_ in rounds}
        for revision in self:
            revision._set_guarded({"fingerprint": prints[revision.id]})
        self._move("in_review", {"submitted_at": at, "job_error": False})
        asked = {
            round_.revision_id.id: round_.request_ids.user_id.mapped("name")
            for round_ in rounds
        }
        self.env["procedure.event"]._log(
            "revision.submitted",
            self,
            at=at,
            values=lambda r: {
                "fingerprint": r.fingerprint,
                "approver": ", ".join(asked[r.id]),
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

    # --- the one door of every round --------------------------------------------------
    def _open_round(
        self,
        purpose,
        at,
        reason=None,
        running_cases=None,
        approver_id=None,
        **values,
    ):
        """Store the bytes of each revision and ask the signers of its first stage.

        :param purpose: ``issue``, ``repeal`` or ``keep``
        :param approver_id: as in `action_submit`
        :param values: further fields of the rounds (their change request)
        :return: procedure.round, in superuser mode, in the order of `self`
        """
        # An approver's name is resolved whatever the submitter may read of users.
        approver = self.env["res.users"].browse(int(approver_id) if approver_id else [])
        ways = self.env["procedure.route"]._resolve(self, at, purpose, approver)
        rounds = self._store_bytes(purpose, at, reason, running_cases, ways, **values)
        rounds._start(at)
        return rounds

    def _store_bytes(
        self, purpose, at, reason=None, running_cases=None, ways=None, **values
    ):
        contents = self._content()
        vals_list = []
        for revision in self:
            data = canonical.canonical_bytes(contents[revision])
            route, stages = (ways or {}).get(revision, (None, None))
            vals_list.append(
                {
                    "revision_id": revision.id,
                    "purpose": purpose,
                    "reason": reason,
                    "running_cases": running_cases,
                    "route_name": route.name if route else False,
                    "ends_outside": bool(route and route.ends_outside),
                    "stages": stages or False,
                    "content_bytes": base64.b64encode(data),
                    "fingerprint": canonical.fingerprint(data),
                    "submitted_by_id": self.env.uid,
                    "submitted_by_name": self.env.user.name,
                    "opened_at": at,
                    **values,
                }
            )
        rounds = self.env["procedure.round"]._record(vals_list)
        rounds._store_bodies()
        return rounds

    def _is_minor(self, purpose):
        """Whether stages for larger changes are left out."""
        self.ensure_one()
        if purpose != "issue" or "change_id" not in self._fields:
            return False
        # The scale was judged with the change request; the submitter need not read it.
        return self.sudo().change_id.scale == "minor"

    # --- who signs --------------------------------------------------------------------
    def _signers(self):
        # An author does not read the groups of others.
        group = self.env.ref("procedure_control.group_signer").sudo()
        return group.all_user_ids.filtered(lambda user: user.active)

    def _is_signer(self, user, meaning):
        """Whether somebody's role lets him sign: authors sign what they prepared."""
        groups = ["signer", "quality_officer"]
        if meaning == "prepare":
            groups.append("author")
        # Groups of others are no secret of the act that asks them.
        user = user.sudo()
        return any(user.has_group(f"procedure_control.group_{g}") for g in groups)

    def _barred_users(self):
        """Whoever wrote or submits this revision: they sign nothing but preparation."""
        self.ensure_one()
        # Whose write touched it counts whatever the submitter may see, and who left.
        revision = self.sudo().with_context(active_test=False)
        barred = revision.contributor_ids | self.env.user
        if revision.state == "draft":
            return barred  # its rounds are closed, if there were any
        return barred | revision._open_rounds().submitted_by_id

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

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # A signer's activity does not make him a follower.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids
        )
