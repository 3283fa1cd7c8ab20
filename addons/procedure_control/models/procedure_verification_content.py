import hashlib
import json

from odoo import models

from ..engine import canonical, witness

#: Records of one turn.
BATCH = 50
#: A state of a revision and the kinds of events of which one must tell it.
TOLD_STATES = {
    "in_review": ("revision.submitted",),
    "approved": ("revision.approved", "revision.adopted", "revision.issued"),
    "effective": ("revision.effective",),
    "superseded": ("revision.superseded",),
    "repealed": ("revision.repealed",),
}
#: The last name of a path in the content, and the shared records it leads to.
SHARED = {
    "role": ("procedure.role", "code"),
    "accountable": ("procedure.role", "code"),
    "consulted": ("procedure.role", "code"),
    "informed": ("procedure.role", "code"),
    "user": ("res.users", "login"),
    "agency": ("res.company", "procedure_code"),
    "legal_bases": ("procedure.legal.basis", "code"),
}


class ProcedureVerification(models.Model):
    """What was signed: stored bytes, the records they were taken from, decisions."""

    _inherit = "procedure.verification"

    def _page(self, model, after, domain=()):
        """The next records of a model in the order of their ids; nothing is hidden."""
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search(
            [("id", ">", after or 0), *domain], order="id", limit=BATCH
        )

    # --- stored bytes -----------------------------------------------------------------

    def _verify_rounds(self, at):
        rounds = self._page("procedure.round", at)
        told = self._told_of(rounds.revision_id)
        findings = []
        for round_ in rounds:
            if _fingerprint_of(round_) != round_.fingerprint:
                findings.append(
                    self._about(
                        round_.revision_id,
                        "bytes",
                        signed=round_.fingerprint,
                        found=_fingerprint_of(round_),
                    )
                )
            elif not self._submission_told(round_, told[round_.revision_id.id]):
                findings.append(
                    self._about(round_.revision_id, "witness", found=round_.fingerprint)
                )
        return rounds[-1:].id or None, {"round": len(rounds)}, findings

    def _submission_told(self, round_, told):
        """Whether an event says that this fingerprint was submitted or took effect.

        Only a request to repeal what is in force need not name one.
        """
        if round_.purpose not in ("issue", "adopt"):
            return True
        return any(
            values.get("fingerprint") == round_.fingerprint
            for _kind, _user, _at, values in told
        )

    # --- records against bytes --------------------------------------------------------

    def _verify_revisions(self, at):
        revisions = self._page("procedure.revision", at, [("state", "!=", "draft")])
        told = self._told_of(revisions)
        contents = revisions._content()
        findings = []
        for revision in revisions:
            findings += self._verify_state(revision, told[revision.id])
            findings += self._verify_records(revision, contents[revision])
        return revisions[-1:].id or None, {"revision": len(revisions)}, findings

    def _verify_state(self, revision, told):
        kinds = {kind for kind, *_rest in told}
        if kinds.intersection(TOLD_STATES.get(revision.state, kinds)):
            return []
        return [self._about(revision, "state", found=revision.state)]

    def _verify_records(self, revision, content):
        rounds = revision.round_ids.filtered(
            lambda r: r.fingerprint == revision.fingerprint
        )
        if not rounds or not revision.fingerprint:
            found = revision.fingerprint or ""
            return [self._about(revision, "unsigned", found=found)]
        try:
            signed = json.loads(rounds[-1:]._bytes())
            found = json.loads(_canonical(content, signed["version"]))
        except (ValueError, KeyError, TypeError):
            return [self._about(revision, "unreadable")]
        return self._content_findings(
            revision, witness.differences(signed["content"], found["content"])
        )

    def _content_findings(self, revision, differences):
        findings = []
        for difference in differences:
            harmless = (
                difference.path == "title" and not revision.title
            ) or self._only_renamed(difference)
            findings.append(
                self._about(
                    revision,
                    "renamed" if harmless else "content",
                    grade="note" if harmless else "break",
                    field_path=difference.path,
                    signed=_shown(difference.signed),
                    found=_shown(difference.found),
                )
            )
        return findings

    def _only_renamed(self, difference):
        """Whether a shared record got another name or code since, as may happen.

        While somebody else has the signed code, the field was pointed elsewhere.
        """
        if not difference.codes or difference.name not in SHARED:
            return False
        signed, found = difference.codes
        if signed == found:
            return True
        model, field = SHARED[difference.name]
        shared = self.env[model].sudo().with_context(active_test=False)
        if model == "res.company" and signed.isdecimal():  # it had no code then
            return shared.browse(int(signed)).exists().procedure_code == found
        return not shared.search_count([(field, "=", signed)], limit=1)

    # --- decisions --------------------------------------------------------------------

    def _verify_decisions(self, at):
        decisions = self._page("procedure.decision", at)
        told = self._told_of(decisions.revision_id)
        findings = []
        for decision in decisions:
            round_ = decision.round_id or decision.request_id.round_id
            for name in ("fingerprint", "body_sha256"):
                if (decision[name] or "") != (round_[name] or ""):
                    findings.append(
                        self._about(
                            decision.revision_id,
                            "decision",
                            field_path=f"{decision.signer_name}: {name}",
                            signed=decision[name] or "",
                            found=round_[name] or "",
                        )
                    )
            if not _decision_told(decision, told[decision.revision_id.id]):
                findings.append(
                    self._about(
                        decision.revision_id,
                        "decision_witness",
                        field_path=decision.signer_name,
                        found=str(decision.decided_at),
                    )
                )
        return decisions[-1:].id or None, {"decision": len(decisions)}, findings

    def _about(self, record, kind, grade="break", **values):
        company = record.company_id if "company_id" in record._fields else None
        return self._finding(
            kind,
            grade,
            company_id=company.id if company else False,
            model=record._name,
            res_id=record.id,
            record_name=record.display_name,
            **values,
        )


def _decision_told(decision, told):
    """Whether an event of that moment says that he decided this about these bytes."""
    then = [
        values
        for _kind, user_id, at, values in told
        if user_id == decision.user_id.id and at == decision.decided_at
    ]
    signed = [values for values in then if "meaning" in values]
    return any(
        values.get("fingerprint", decision.fingerprint) == decision.fingerprint
        and values.get("meaning", decision.meaning) == decision.meaning
        for values in signed or then
    )


def _fingerprint_of(round_):
    """`engine.canonical.fingerprint` of the bytes, in the version they were made in."""
    data = round_._bytes()
    version = (round_.fingerprint or "").split("$")[1:2] or [""]
    return f"${version[0]}${hashlib.sha256(data).hexdigest()}"


def _canonical(content, version):
    if version == canonical.CANONICAL_VERSION:
        return canonical.canonical_bytes(content)
    return canonical.canonical_bytes(content, version=version)


def _shown(value):
    if isinstance(value, str):
        return value[:500]
    return json.dumps(value, ensure_ascii=False)[:500]
