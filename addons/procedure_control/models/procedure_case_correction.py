from odoo import fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [("correction", "Correction"), ("recall", "Recall")]
CAUSES = [
    ("own", "Our error"),
    ("requester", "Information of the requester"),
    ("law", "Change of the law"),
    ("other", "Other cause"),
]
#: States of a case whose result was given, or lies ready.
ISSUED = ("result_ready", "closed")
#: A correction that ended so has come to nothing: the result stands as it was.
VOID = ("refused", "terminated", "withdrawn", "not_accepted")
#: What a correction takes over from the case whose result was wrong.
TAKEN_OVER = (
    "channel",
    "requester_name",
    "requester_phone",
    "requester_email",
    "requester_address",
    "requester_partner_id",
    "requester_user_id",
    "requester_department_id",
)


class ProcedureCase(models.Model):
    """Correction or recall of an issued result: a case of its own, linked to the first.

    The case whose result was wrong stays as it was, byte for byte.
    """

    _inherit = "procedure.case"

    corrects_id = fields.Many2one(
        "procedure.case",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The case whose issued result this one corrects or recalls.",
    )
    correction_ids = fields.One2many(
        "procedure.case", "corrects_id", string="Corrections and recalls"
    )
    correction_kind = fields.Selection(
        KINDS, string="Correction or recall", readonly=True, copy=False
    )
    correction_cause = fields.Selection(
        CAUSES, string="Cause of the error", readonly=True, copy=False
    )
    correction_reason = fields.Text(string="What is wrong", readonly=True, copy=False)
    correction_after_days = fields.Integer(
        string="Found after (days)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Calendar days from the end of the case corrected to the correction.",
    )
    corrected_document_id = fields.Many2one(
        "procedure.document",
        string="Procedure of the wrong result",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    corrected_department_id = fields.Many2one(
        "hr.department",
        string="Department of the wrong result",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Of the step that made the result ready.",
    )

    # A second one begins only where the first came to nothing, whoever is quicker.
    _one_correction = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL AND state NOT IN"
        " ('refused', 'terminated', 'withdrawn', 'not_accepted')",
        "This result is being corrected or recalled already.",
    )
    _correction_named = models.Constraint(
        "CHECK(corrects_id IS NULL OR (corrects_id != id AND correction_kind IS NOT"
        " NULL AND correction_cause IS NOT NULL AND correction_reason IS NOT NULL))",
        "A correction names its kind, its cause and what is wrong.",
    )

    def action_start_correction(self, kind, cause, reason, document_id=None):
        """Begin to correct or to recall the issued result of this case.

        :param kind: key of `KINDS`
        :param cause: key of `CAUSES`
        :param reason: what is wrong, in words
        :param document_id: procedure by which it is corrected; else the one of the
            agency's settings, else the one by which the result was made
        :return: id of the new case
        :raises AccessError: neither its receiver nor its manager nor quality
        :raises UserError: no result was issued, it is being corrected already, or the
            procedure does not apply
        """
        self.ensure_one()
        self._check_may_correct()
        named = [key for key, _label in KINDS], [key for key, _label in CAUSES]
        if kind not in named[0] or cause not in named[1]:
            raise UserError(
                self.env._(
                    "Say whether the result is corrected or recalled, and the cause."
                )
            )
        reason = (reason if isinstance(reason, str) else "").strip()
        if not reason:
            raise UserError(self.env._("Say what is wrong with the result."))
        self._check_correctable()
        document = self._correction_document(document_id)
        now = fields.Datetime.now()
        return self._start_correction(kind, cause, reason, document, now).id

    def _start_correction(self, kind, cause, reason, document, at):
        """The case that corrects this one, by `document`; permitted by the caller."""
        values = self._correction_values(kind, document, at)
        correction = self._start_by("correction", [values], at)
        # Permitted by the public act; staff cannot write cases.
        correction.sudo().write(self._correction_facts(kind, cause, reason, at))
        self.env["procedure.event"]._log(
            "case.correction_started",
            self,
            at=at,
            reason=reason,
            values={"kind": kind, "cause": cause, "case": correction.name},
        )
        return correction

    # --- what is asked of it ----------------------------------------------------------

    def _check_may_correct(self):
        """Who received it, manages it or answers for quality."""
        self.ensure_one()
        self.check_access("read")
        staff = self.env.user.has_group("procedure_control.group_staff")
        here = self.company_id.id in self.env.companies.ids
        own = self.env.user == self.received_by_id
        if not (staff and here and (own or self._manages(self))):
            raise AccessError(
                self.env._(
                    "Only who received %(case)s, its manager or a quality officer of "
                    "its agency may have its result corrected.",
                    case=self.name,
                )
            )

    def _check_correctable(self):
        if self.state not in ISSUED:
            raise UserError(
                self.env._(
                    "%(case)s has no result that was issued: it is %(state)s.",
                    case=self.name,
                    state=self._state_label().lower(),
                )
            )
        # Whether one exists does not depend on what else he may read.
        present = self.sudo().correction_ids.filtered(lambda c: c.state not in VOID)
        if not present:
            return
        if present.state in ISSUED:
            raise UserError(
                self.env._(
                    "The result of %(case)s was replaced by %(correction)s: if that is "
                    "wrong as well, have that one corrected.",
                    case=self.name,
                    correction=present.name,
                )
            )
        raise UserError(
            self.env._(
                "The result of %(case)s is being corrected or recalled already: "
                "%(correction)s.",
                case=self.name,
                correction=present.name,
            )
        )

    def _correction_document(self, document_id):
        """The procedure by which the result of this case is corrected."""
        documents = self.env["procedure.document"]
        # The agency's setting binds who works there, who need not read it.
        agency = self.company_id.sudo()
        set_id = agency.procedure_correction_document_id.id
        if document_id and type(document_id) is not int:
            raise UserError(self.env._("Say by which procedure it is corrected."))
        document = documents.browse(document_id or set_id or self.document_id.id)
        if not document.exists():
            raise UserError(self.env._("Say by which procedure it is corrected."))
        if document_id:  # his own choice: of what he may read
            document.check_access("read")
        hidden = document.sudo()  # where it applies, no more
        if agency not in hidden.company_id | hidden.applying_company_ids:
            raise UserError(
                self.env._(
                    "%(procedure)s does not apply in %(agency)s.",
                    procedure=hidden.display_name,
                    agency=agency.name,
                )
            )
        return document

    def _correction_values(self, kind, document, at):
        """What `_start_by` takes: this case again, by `document`."""
        case = self.sudo()  # what it names goes over, whoever may open that
        values = {"document_id": document.id, "company_id": case.company_id.id}
        for name in TAKEN_OVER:
            value = case[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        subject = case.subject or case.document_id.title
        named = {"case": case.name, "subject": subject}
        values["subject"] = (
            self.env._("Recall of %(case)s: %(subject)s", **named)
            if kind == "recall"
            else self.env._("Correction of %(case)s: %(subject)s", **named)
        )
        if case.department_id.company_id == case.company_id:
            values["department_id"] = case.department_id.id
        if document == case.document_id and case.variant_id:
            # A variant belongs to its revision: the one of that name in force now.
            revision = document._revision_in_force(at)[document].sudo()
            same = revision.variant_ids.filtered(
                lambda variant: variant.name == case.variant_id.name
            )
            values["variant_id"] = same[:1].id
        return values

    def _correction_facts(self, kind, cause, reason, at):
        case = self.sudo()  # as in _correction_values
        ended = case.ended_at or case.result_at
        days = case._local(at).date() - case._local(ended).date()
        return {
            "corrects_id": case.id,
            "correction_kind": kind,
            "correction_cause": cause,
            "correction_reason": reason,
            "correction_after_days": days.days,
            "corrected_document_id": case.document_id.id,
            "corrected_department_id": case.decided_by_id.department_id.id
            or case.department_id.id,
        }
