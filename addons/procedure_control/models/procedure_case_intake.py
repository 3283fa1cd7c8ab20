from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


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

    # --- acts of users ---------------------------------------------------------------

    @api.model
    def action_receive(self, vals_list):
        """Take in cases and start them; the public door for screens, files and API.

        :param vals_list: a list of dicts with `document_id`, optionally `company_id`
            (agency), `department_id` (of that agency; else the receiver's desk),
            `variant_id`, `missing` (ids of dossier components that lack) and the
            fields of `INTAKE_FIELDS`
        :return: ids of the cases in the order given
        :raises AccessError: who may not receive in that agency
        :raises UserError: no revision in force, unknown variant, a department of
            another agency, code already used
        """
        self._check_may_receive(vals_list)
        self._check_requesters(vals_list)
        return self._receive(vals_list, fields.Datetime.now()).ids

    @api.model
    def action_refuse_new(self, vals, reason):
        """Refuse a dossier that was never received; returns the id of its line."""
        self._check_may_receive([vals])
        self._check_requesters([vals])
        now = fields.Datetime.now()
        # Nothing is received: every paper stays with the requester.
        case = self._take_in([vals], now, papers="none")
        case._refuse_intake(self._reason(reason), now)
        return case.id

    def action_refuse_intake(self, reason):
        """Refuse a dossier at the desk: a numbered line, in no figure."""
        self.ensure_one()
        self._check_at_intake()
        self._refuse_intake(self._reason(reason), fields.Datetime.now())

    def action_complete_dossier(self, component_ids):
        """Papers that lacked have come; with the last one the case is received."""
        self.ensure_one()
        self._check_at_intake()
        self._complete_dossier(component_ids, fields.Datetime.now())

    def _check_may_receive(self, vals_list):
        if not self.env.user.has_group("procedure_control.group_staff"):
            raise AccessError(self.env._("Only staff may receive cases."))
        named = {vals.get("document_id") for vals in vals_list}
        documents = self.env["procedure.document"].browse(named)
        if (
            not all(isinstance(i, int) and i > 0 for i in named)
            or documents != documents.exists()
        ):
            raise UserError(self.env._("Say which procedure the case is about."))
        documents.check_access("read")
        for vals in vals_list:
            company = self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.id
            )
            document = documents.browse(vals["document_id"]).sudo()  # its agencies only
            if company.id not in self.env.companies.ids:
                raise AccessError(self.env._("You do not work for this agency."))
            if company not in document.company_id | document.applying_company_ids:
                raise UserError(
                    self.env._(
                        "%(procedure)s does not apply in %(agency)s.",
                        procedure=document.display_name,
                        agency=company.name,
                    )
                )
            if document.kind == "tthc" and not self._is_at_desk(company):
                raise AccessError(
                    self.env._(
                        "Dossiers of administrative procedures are received at the "
                        "one-stop desk. Hand this one over to it."
                    )
                )

    def _check_requesters(self, vals_list):
        # A case shows whom it names to whoever reads it.
        named = {vals.get("requester_partner_id") for vals in vals_list}
        contacts = self.env["res.partner"].browse(i for i in named if type(i) is int)
        contacts.exists().check_access("read")
        for vals in vals_list:
            document = self.env["procedure.document"].browse(vals["document_id"])
            named = (vals.get("requester_name") or "").strip()
            if document.kind == "tthc" and not named:
                raise UserError(self.env._("Say who hands in the dossier."))

    def _is_at_desk(self, company):
        if self.env.user.has_group("procedure_control.group_quality_officer"):
            return True
        # A user may not read his own employee record's department in Odoo 19.
        employees = self.env["hr.employee"].sudo()
        here = employees.search(
            [("user_id", "=", self.env.uid), ("company_id", "=", company.id)]
        )
        return any(here.department_id.mapped("procedure_is_one_stop"))

    def _check_at_intake(self):
        self.check_access("read")
        if self.state != "intake":
            raise UserError(
                self.env._("%(case)s is no longer waiting at intake.", case=self.name)
            )
        self._check_may_receive(
            [{"document_id": self.document_id.id, "company_id": self.company_id.id}]
        )

    # --- the engine ------------------------------------------------------------------

    def _receive(self, vals_list, at, received_by=None):
        """Take in cases at `at` and start them; those with papers lacking wait."""
        cases = self._take_in(vals_list, at, received_by)
        complete = cases.filtered(lambda case: case._has_all_papers())
        complete._accept(at)
        self.env["procedure.event"]._log(
            "case.waiting_at_intake", cases - complete, at=at
        )
        return cases.sudo(False)

    def _take_in(self, vals_list, at, received_by=None, papers=""):
        """Numbered lines at intake, nothing of them received yet.

        :param papers: "none": not one was handed in, whatever `missing` says
        """
        documents = self.env["procedure.document"].browse(
            {vals["document_id"] for vals in vals_list}
        )
        in_force = documents._revision_in_force(at)
        receiver = received_by or self.env.user
        departments = self._receiving_departments(vals_list, documents, receiver)
        rows = []
        for vals, department_id in zip(vals_list, departments, strict=True):
            document = documents.browse(vals["document_id"])
            # What runs is not the receiver's choice, nor his to read.
            revision = in_force[document].sudo()
            self._check_revision(document, revision, at)
            company_id = vals.get("company_id") or self.env.company.id
            variant_id = self._variant(revision, vals.get("variant_id"))
            agencies = self._fixed_agencies(revision, variant_id)
            rows.append(
                {name: vals[name] for name in self.INTAKE_FIELDS if vals.get(name)}
                | {
                    "document_id": document.id,
                    "revision_id": revision.id,
                    "company_id": company_id,
                    "agency_ids": [fields.Command.set({company_id, *agencies.ids})],
                    "department_id": department_id,
                    "variant_id": variant_id,
                    "received_by_id": receiver.id,
                }
            )
        self._check_external_codes(rows)
        cases = self._make(rows)
        components = []
        for case, vals in zip(cases, vals_list, strict=True):
            paper_ids = case._papers().ids
            missing = paper_ids if papers == "none" else vals.get("missing") or ()
            components += case._component_rows(set(missing), at)
        self.env["procedure.case.component"]._make(components)
        cases._number(at)
        return cases

    def _receiving_departments(self, vals_list, documents, receiver):
        """Ids of the departments that receive, in the order given; some may be False.

        Whose desk it is follows from who receives: his department in that agency, for
        administrative procedures its one-stop desk even where he works elsewhere.

        :raises UserError: a department given that is not of the agency
        """
        agency_ids = [
            vals.get("company_id") or self.env.company.id for vals in vals_list
        ]
        # Where the receiver works is a fact, whatever he may read of employees.
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "=", receiver.id), ("company_id", "in", agency_ids)],
                order="id",
            )
        )
        own = {}
        for employee in employees.filtered("department_id"):
            if employee.department_id.company_id == employee.company_id:
                own.setdefault(employee.company_id.id, employee.department_id)
        # As above: the desk of the agency, whoever may read departments.
        of_agencies = self.env["hr.department"].sudo()
        desks = of_agencies.search(
            [
                ("company_id", "in", list(set(agency_ids))),
                ("procedure_is_one_stop", "=", True),
            ]
        ).grouped(lambda department: department.company_id.id)
        result = []
        for vals, agency_id in zip(vals_list, agency_ids, strict=True):
            if given := vals.get("department_id"):
                result.append(self._department_of(given, agency_id))
                continue
            department = own.get(agency_id, of_agencies)
            is_tthc = documents.browse(vals["document_id"]).kind == "tthc"
            desk = desks.get(agency_id, of_agencies)
            if is_tthc and not department.procedure_is_one_stop and len(desk) == 1:
                department = desk
            result.append(department.id)
        return result

    def _department_of(self, department_id, agency_id):
        # Whose department it is decides, not whether the caller may read it.
        department = self.env["hr.department"].sudo().browse(department_id).exists()
        if not department or department.company_id.id != agency_id:
            raise UserError(
                self.env._("The receiving department is not one of the agency.")
            )
        return department.id

    def _check_revision(self, document, revision, at):
        if revision:
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
        if variant_id not in revision.variant_ids.ids:
            raise UserError(
                self.env._(
                    "The variant chosen does not belong to the revision in force of "
                    "%(procedure)s.",
                    procedure=revision.document_id.display_name,
                )
            )
        return variant_id

    def _fixed_agencies(self, revision, variant_id):
        """The agencies that steps of the variant name; known before the first step."""
        return revision.step_ids.filtered(
            lambda step: (
                step.agency_mode == "fixed"
                and (not step.variant_ids or variant_id in step.variant_ids.ids)
            )
        ).agency_id

    def _accept(self, at):
        """The dossiers are complete: they are received now, and their clocks begin."""
        if not self:
            return
        cases = self.sudo()  # staff have no right to write cases: this act does
        cases.write({"received_at": at})
        self.env["procedure.event"]._log("case.received", cases, at=at)
        cases._start(at)

    def _complete_dossier(self, component_ids, at):
        case = self.sudo()  # permitted by the public act; staff cannot write cases
        case._lock()
        case.component_ids.filtered(lambda p: p.id in component_ids).write(
            {"is_received": True, "received_at": at}
        )
        if case._has_all_papers():
            case._pin(at)
        if case._has_all_papers():
            case._accept(at)

    def _refuse_intake(self, reason, at):
        self._lock()
        # Permitted by the public act; staff have no right to write cases.
        self.sudo().write(
            {"state": "not_accepted", "end_reason": reason, "ended_at": at}
        )
        self.env["procedure.event"]._log(
            "case.refused_at_intake", self, at=at, reason=reason
        )
