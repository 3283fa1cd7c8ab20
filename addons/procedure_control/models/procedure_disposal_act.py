# Odoo calls init() for what it does, not for what it returns.
# pylint: disable=missing-return
from odoo import api, models
from odoo.tools import SQL

#: What a case holds of its requester and in words; its number and times stay.
CASE_TEXTS = (
    "subject",
    "search_text",
    "requester_name",
    "requester_phone",
    "requester_email",
    "requester_address",
    "requester_partner_id",
    "requester_user_id",
    "requester_department_id",
    "end_reason",
    "access_token",
    "origin_name",
    "correction_reason",
)
#: Words of what hangs on a case.
PART_TEXTS = {
    "procedure.task": ("reason", "opinion"),
    "procedure.case.component": ("note",),
    "procedure.pause": ("reason", "missing"),
    "procedure.due": ("reason",),
    "procedure.consultation": ("text",),
    "procedure.move.line": ("reason", "obstacle", "landing", "error"),
    "procedure.case.batch.line": ("name", "request", "error"),
}
#: The same of evidence.
EVIDENCE_TEXTS = {
    "procedure.effect.case": ("reason",),
    "procedure.handover.line": ("reason",),
    "procedure.apology": ("reason",),
    "procedure.filing.change": ("reason",),
}
#: Records whose files are those of a case.
CASE_MODELS = ("procedure.case", *PART_TEXTS)
#: Where something must stand.
GONE = "–"


class ProcedureDisposal(models.Model):
    """What an approved disposal removes: content, never a row nor an event."""

    _inherit = "procedure.disposal"

    def init(self):
        """Make the list of events whose text is gone; the database guards it."""
        super().init()
        self.env.cr.execute(
            SQL("""
CREATE TABLE IF NOT EXISTS procedure_event_disposed (
    event_id integer PRIMARY KEY,
    disposal_id integer NOT NULL
);

DROP TRIGGER IF EXISTS procedure_event_disposed_append_only
    ON procedure_event_disposed;
CREATE TRIGGER procedure_event_disposed_append_only
    BEFORE UPDATE OR DELETE ON procedure_event_disposed
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse();

DROP TRIGGER IF EXISTS procedure_event_disposed_no_truncate
    ON procedure_event_disposed;
CREATE TRIGGER procedure_event_disposed_no_truncate
    BEFORE TRUNCATE ON procedure_event_disposed
    FOR EACH STATEMENT EXECUTE FUNCTION procedure_event_refuse();
""")
        )

    def _carry_out(self, at):
        """Remove what the lines list, count it and write it into the trail."""
        whole = self.sudo().with_context(tracking_disable=True)  # approved as a whole
        cases, revisions = whole.line_ids.case_id, whole.line_ids.revision_id
        events = whole._remove_event_texts(cases)
        files = whole._empty_cases(cases) + whole._empty_revisions(revisions)
        self._note({"file_count": files, "event_count": events})
        log = self.env["procedure.event"]._log
        number = {"disposal": self.name, "kind": self.kind}
        log("case.disposed", cases.with_env(self.env), at=at, values=number)
        log("revision.disposed", revisions.with_env(self.env), at=at, values=number)
        log(
            "disposal.carried_out",
            self,
            at=at,
            values={**self._told(), "files": files, "event_texts": events},
        )

    def _remove_event_texts(self, cases):
        """Delete the texts of the events of these cases; how many there were."""
        if not cases:
            return 0
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            SQL(
                "INSERT INTO procedure_event_disposed (event_id, disposal_id)"
                " SELECT id, %s FROM procedure_event WHERE case_id = ANY(%s)"
                " ON CONFLICT DO NOTHING",
                self.id,
                cases.ids,
            )
        )
        cr.execute(
            SQL(
                "DELETE FROM procedure_event_payload p USING procedure_event_disposed d"
                " WHERE d.event_id = p.event_id AND d.disposal_id = %s",
                self.id,
            )
        )
        count = cr.rowcount
        self.env.invalidate_all()
        return count

    def _empty_cases(self, cases):
        """Empty the cases of texts, requesters, files and chatter; how many files."""
        if not cases:
            return 0
        files = 0
        for model in CASE_MODELS:
            parts = self._parts_of(model, cases)
            attachments = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", parts.ids),
                    # Files of a field are found only when they are asked for.
                    "|",
                    ("res_field", "=", False),
                    ("res_field", "!=", False),
                ]
            )
            files += len(attachments)
            attachments.unlink()
            if model in PART_TEXTS:
                parts.write(dict.fromkeys(PART_TEXTS[model], False))
            self.env["mail.activity"].with_context(active_test=False).search(
                [("res_model", "=", model), ("res_id", "in", parts.ids)]
            ).unlink()
        for model, names in EVIDENCE_TEXTS.items():
            parts = self._parts_of(model, cases)
            for name in names:
                parts._note({name: GONE if parts._fields[name].required else False})
        obstacles = self._parts_of("procedure.obstacle", cases)
        obstacles.write({"text": GONE, "answer": False})
        for records in (cases, obstacles):
            messages = self.env["mail.message"].search(
                [("model", "=", records._name), ("res_id", "in", records.ids)]
            )
            files += len(messages.attachment_ids)
            messages.attachment_ids.unlink()
            messages.unlink()
        self.env["mail.followers"].search(
            [("res_model", "=", cases._name), ("res_id", "in", cases.ids)]
        ).unlink()
        cases.write(dict.fromkeys(CASE_TEXTS, False))
        return files

    def _parts_of(self, model, cases):
        if model == cases._name:
            return cases
        return self.env[model].search([("case_id", "in", cases.ids)])

    def _empty_revisions(self, revisions):
        """Remove the stored files of these revisions; how many.

        Their words and signed bytes stay, so that what was signed can still be proved.
        """
        if not revisions:
            return 0
        attachments = self.env["ir.attachment"]
        for parts in (revisions.file_ids, revisions.form_ids):
            attachments |= attachments.search(
                [
                    ("res_model", "=", parts._name),
                    ("res_field", "=", "file"),
                    ("res_id", "in", parts.ids),
                ]
            )
        rounds = revisions.round_ids
        attachments |= self.env["ir.attachment"].search(
            [("res_model", "=", "procedure.round"), ("res_id", "in", rounds.ids)]
        )
        rounds._note({"body_id": False})
        revisions._set_guarded({"issued_copy_id": False})
        self.env.flush_all()
        count = len(attachments)
        attachments.unlink()
        self.env.invalidate_all()
        return count


class ProcedureEvent(models.Model):
    _inherit = "procedure.event"

    @api.model
    def _disposed(self, event_ids):
        """Those whose text went with an approved disposal that lists their case."""
        if not event_ids:
            return frozenset()
        rows = self.env.execute_query(
            SQL(
                """
SELECT e.id FROM procedure_event e
  JOIN procedure_event_disposed d ON d.event_id = e.id
  JOIN procedure_disposal p ON p.id = d.disposal_id AND p.state = 'done'
  JOIN procedure_disposal_line l ON l.disposal_id = p.id AND l.case_id = e.case_id
 WHERE e.id = ANY(%s)""",
                list(event_ids),
            )
        )
        return frozenset(row[0] for row in rows)


class ProcedureVerification(models.Model):
    _inherit = "procedure.verification"

    def _verify_file(self, record, name, noted, data):
        """A file that an approved disposal has removed is not missed."""
        if data is None:
            fields_ = record._fields
            revision = record if record._name == "procedure.revision" else None
            if revision is None and "revision_id" in fields_:
                revision = record.revision_id
            lines = self.env["procedure.disposal.line"]
            if revision and lines._disposed_revisions(revision):
                return []
        return super()._verify_file(record, name, noted, data)
