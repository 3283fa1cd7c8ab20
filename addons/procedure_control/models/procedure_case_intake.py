import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


def unaccented(text):
    """Lower case without Vietnamese accents: what people type into a search."""
    text = (text or "").replace("đ", "d").replace("Đ", "d")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


class ProcedureCase(models.Model):
    """How a case comes in."""

    _inherit = "procedure.case"

    #: What a caller may say of a new case; the server decides everything else.
    INTAKE_FIELDS = (
        "channel",
        "external_code",
        "subject",
        "requester_name",
        "requester_phone",
        "requester_email",
        "requester_address",
        "requester_partner_id",
        "requester_user_id",
        "requester_department_id",
    )

    @api.model
    def action_receive(self, vals_list):
        """Take in cases and start them; the public door for screens, files and API.

        :param vals_list: a list of dicts with `document_id`, optionally `company_id`
            (agency), `variant_id`, `missing` (ids of dossier components that lack)
            and the fields of `INTAKE_FIELDS`
        :return: ids of the cases in the order given
        :raises AccessError: who may not receive in that agency
        :raises UserError: no revision in force, unknown variant, code already used
        """
        self._check_may_receive(vals_list)
        now = fields.Datetime.now()
        return self._receive(vals_list, now).ids

    def _check_may_receive(self, vals_list):
        user = self.env.user
        if not user.has_group("procedure_control.group_staff"):
            raise AccessError(self.env._("Only staff may receive cases."))
        documents = self.env["procedure.document"].browse(
            {vals["document_id"] for vals in vals_list}
        )
        documents.check_access("read")
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            if company not in self.env.companies.ids:
                raise AccessError(self.env._("You do not work for this agency."))
        one_stop = documents.filtered(lambda d: d.kind == "tthc")
        if one_stop and not self._is_at_desk(user):
            raise AccessError(
                self.env._(
                    "Dossiers of administrative procedures are received at the "
                    "one-stop desk. Hand this one over to it."
                )
            )

    def _is_at_desk(self, user):
        if user.has_group("procedure_control.group_quality_officer"):
            return True
        # A user may not read his own employee record's department in Odoo 19.
        departments = user.sudo().employee_ids.department_id
        return any(departments.mapped("procedure_is_one_stop"))

    def _receive(self, vals_list, at, received_by=None):
        """Create and start cases received at `at`; those with papers lacking wait."""
        documents = self.env["procedure.document"].browse(
            {vals["document_id"] for vals in vals_list}
        )
        in_force = documents._revision_in_force(at)
        receiver = received_by or self.env.user
        rows = []
        for vals in vals_list:
            document = documents.browse(vals["document_id"])
            revision = in_force.get(document)
            self._check_revision(document, revision, at)
            company = self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.id
            )
            rows.append(
                {name: vals[name] for name in self.INTAKE_FIELDS if vals.get(name)}
                | {
                    "document_id": document.id,
                    "revision_id": revision.id,
                    "company_id": company.id,
                    "department_id": vals.get("department_id"),
                    "variant_id": self._variant(revision, vals.get("variant_id")),
                    "received_by_id": receiver.id,
                    "state": "intake",
                    "component_ids": self._component_commands(
                        revision, set(vals.get("missing") or ()), vals.get("variant_id"), at
                    ),
                }
            )
        self._check_external_codes(rows)
        # Staff have no right to write cases: this act makes them.
        cases = self.sudo().create(rows)
        cases._number(at)
        complete = cases.filtered(
            lambda c: all(p.is_received or not p.required for p in c.component_ids)
        )
        complete._accept(at)
        waiting = cases - complete
        self.env["procedure.event"]._log("case.waiting_at_intake", waiting, at=at)
        return cases.sudo(False)

    def _check_revision(self, document, revision, at):
        if revision and revision.state in ("effective", "superseded", "repealed"):
            return
        raise UserError(
            self.env._(
                "%(procedure)s has no revision in force on %(date)s, so no case can be "
                "received. A draft, a superseded or a repealed revision cannot run.",
                procedure=document.display_name,
                date=fields.Date.to_string(at),
            )
        )

    def _variant(self, revision, variant_id):
        if not variant_id:
            return False
        if variant_id not in revision.sudo().variant_ids.ids:
            raise UserError(
                self.env._(
                    "The variant chosen does not belong to the revision in force of "
                    "%(procedure)s.",
                    procedure=revision.document_id.display_name,
                )
            )
        return variant_id

    def _component_commands(self, revision, missing, variant_id, at):
        return [
            fields.Command.create(
                {
                    "component_id": paper.id,
                    "sequence": paper.sequence,
                    "name": paper.name,
                    "required": paper.required,
                    "originals": paper.originals,
                    "copies": paper.copies,
                    "is_received": paper.id not in missing,
                    "received_at": False if paper.id in missing else at,
                }
            )
            for paper in revision.sudo().component_ids
            if not paper.variant_ids or variant_id in paper.variant_ids.ids
        ]

    def _check_external_codes(self, rows):
        """Say which dossier codes are known, before the database refuses them all."""
        codes = [row["external_code"] for row in rows if row.get("external_code")]
        known = self.sudo().search(
            [
                ("external_code", "in", codes),
                ("company_id", "in", [row["company_id"] for row in rows]),
            ]
        )
        taken = {(case.company_id.id, case.external_code) for case in known}
        for row in rows:
            key = row["company_id"], row.get("external_code")
            if key in taken:
                raise ValidationError(
                    self.env._(
                        "A case with the dossier code %(code)s is already registered "
                        "in this agency.",
                        code=key[1],
                    )
                )
            if key[1]:
                taken.add(key)

    def _number(self, at):
        """Number new cases by their agency's pattern, without a query per case.

        The counter is one row per agency and year; its update makes concurrent
        intakes of one agency wait for each other instead of taking one number twice.
        """
        for company, cases in self.grouped("company_id").items():
            year = cases[0]._local(at).year
            last = self.env["procedure.case.counter"]._take(company, year, len(cases))
            pattern = company.procedure_number_pattern or "{agency}-{yy}-{seq:06d}"
            for offset, case in enumerate(cases, 1):
                case.name = pattern.format(
                    agency=company.procedure_code or company.id,
                    yy=f"{year % 100:02d}",
                    yyyy=year,
                    seq=last + offset,
                )
        for case in self:
            case.search_text = unaccented(
                " ".join(
                    filter(
                        None,
                        (case.name, case.external_code, case.subject, case.requester_name),
                    )
                )
            )

    def _accept(self, at):
        """The dossier is complete: it is received now, and its clock begins."""
        if not self:
            return
        cases = self.sudo()  # as in _receive
        cases.write({"received_at": at})
        self.env["procedure.event"]._log("case.received", cases, at=at)
        cases._start(at)

    def action_complete_dossier(self, component_ids):
        """Papers that lacked have come; with the last one the case is received."""
        self.ensure_one()
        self._check_at_intake()
        self._complete_dossier(component_ids, fields.Datetime.now())

    def _complete_dossier(self, component_ids, at):
        case = self.sudo()  # permitted by the public act; staff cannot write cases
        papers = case.component_ids.filtered(lambda p: p.id in component_ids)
        papers.write({"is_received": True, "received_at": at})
        if all(p.is_received or not p.required for p in case.component_ids):
            self._lock()
            self._accept(at)

    def action_refuse_intake(self, reason):
        """Refuse a dossier at the desk: a numbered line, in no figure."""
        self.ensure_one()
        self._check_at_intake()
        self._refuse_intake(self._reason(reason), fields.Datetime.now())

    def _refuse_intake(self, reason, at):
        self._lock()
        # Permitted by the public act; staff have no right to write cases.
        self.sudo().write(
            {"state": "not_accepted", "end_reason": reason, "ended_at": at}
        )
        self.env["procedure.event"]._log(
            "case.refused_at_intake", self, at=at, reason=reason
        )

    @api.model
    def action_refuse_new(self, vals, reason):
        """Refuse a dossier that was never received; returns the id of its line."""
        self._check_may_receive([vals])
        reason = self._reason(reason)
        papers = self.env["procedure.document"].browse(vals["document_id"])
        revision = papers._revision_in_force(fields.Datetime.now()).get(papers)
        # Nothing is received: every paper stays with the requester.
        missing = revision.sudo().component_ids.ids if revision else []
        case = self._receive([vals | {"missing": missing}], fields.Datetime.now())
        if case.state != "intake":
            raise UserError(self.env._("This dossier has nothing that could lack."))
        case.action_refuse_intake(reason)
        return case.id

    def _check_at_intake(self):
        self.check_access("read")
        if self.state != "intake":
            raise UserError(
                self.env._("%(case)s is no longer waiting at intake.", case=self.name)
            )
        self._check_may_receive(
            [{"document_id": self.document_id.id, "company_id": self.company_id.id}]
        )
