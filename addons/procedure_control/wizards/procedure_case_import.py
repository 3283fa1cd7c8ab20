# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch,missing-return
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..interchange import case_sheet
from ..models.file_words import words_in
from ..models.procedure_case_import_rows import Candidate

#: Findings shown; who has more mends these first.
SHOWN = 500
#: Seconds of one press of the button; what is left waits for the next.
BUDGET = 60


class ProcedureCaseImport(models.TransientModel):
    """Brings cases in from another system: template, file, preview, import."""

    _name = "procedure.case.import"
    _description = "Cases from another system"

    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("done", "Done")],
        default="file",
        required=True,
        readonly=True,
    )
    finding_ids = fields.One2many(
        "procedure.case.import.finding", "import_id", readonly=True
    )
    fitting_count = fields.Integer(string="Lines that fit", readonly=True)
    unchanged_count = fields.Integer(string="Already registered", readonly=True)
    refused_count = fields.Integer(string="Lines that do not fit", readonly=True)
    created_count = fields.Integer(string="Cases brought in", readonly=True)
    hidden_count = fields.Integer(readonly=True)
    case_ids = fields.Many2many("procedure.case", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        # Only the acts below set what they found and did.
        names = {"file", "file_name"}
        clean = [{k: v for k, v in vals.items() if k in names} for vals in vals_list]
        return super(
            ProcedureCaseImport, self.with_context(default_state="file")
        ).create(clean)

    def _check_may_bring_in(self):
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise AccessError(
                self.env._("Only a quality officer enters past receipts from a file.")
            )

    def action_template(self):
        """Download the empty sheet with the user's own procedures and agencies."""
        self._check_may_bring_in()
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": "/procedure_control/case_sheet", "keep": True},
        }

    @api.model
    def _write_template(self, path):
        self._check_may_bring_in()
        agencies = self.env.companies.filtered("procedure_code")
        documents = self.env["procedure.document"].search(
            [
                ("revision_ids.state", "=", "effective"),
                "|",
                ("company_id", "in", agencies.ids),
                ("applying_company_ids", "in", agencies.ids),
            ],
            order="code",
        )
        case_sheet.write_template(
            path,
            words_in(self.env.lang),
            [
                (
                    document.code or "",
                    document.title,
                    " · ".join(
                        document.effective_revision_id.variant_ids.mapped("name")
                    ),
                )
                for document in documents
            ],
            [(agency.procedure_code, agency.name) for agency in agencies],
        )

    # --- the two acts ----------------------------------------------------------------

    def action_preview(self):
        """Read the file and show, line by line, what would happen."""
        self.ensure_one()
        self._check_may_bring_in()
        candidates, findings = self._read()
        self.env["procedure.case"]._import_check(candidates)
        self._keep(candidates, findings, "preview")
        return self._reopen()

    def action_import(self):
        """Read the file again and bring in what fits; the rest stays listed.

        A long file takes more than one press: what is in already is known by its code.
        """
        self.ensure_one()
        self._check_may_bring_in()
        if self.state != "preview":
            raise UserError(self.env._("Look at the preview first."))
        candidates, findings = self._read()
        cases = self.env["procedure.case"]
        cases._import_check(candidates)
        cases._import_take(candidates, source=self.file_name or "", seconds=BUDGET)
        unfinished = any(candidate.status == "fits" for candidate in candidates)
        self._keep(candidates, findings, "preview" if unfinished else "done")
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self._set({"state": "file", "created_count": 0})
        return self._reopen()

    def action_open_cases(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases brought in"),
            "res_model": "procedure.case",
            "view_mode": "list,form",
            "domain": [("id", "in", self.case_ids.ids)],
        }

    def _read(self):
        """(candidates, findings about the file and lines its reader refused)."""
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        data = base64.b64decode(self.file)
        lines, findings = case_sheet.read(data)
        return [Candidate(line) for line in lines], findings

    def _keep(self, candidates, findings, state):
        found = [*findings, *(f for c in candidates for f in c.findings)]
        found.sort(key=lambda finding: (finding.severity == "info", finding.line))
        refused = {finding.line for finding in found if finding.blocking}
        statuses = [candidate.status for candidate in candidates]
        # A file looked at anew begins to count anew; a further press adds to it.
        before = self.case_ids.ids if self.created_count else []
        made = before + [c.case_id for c in candidates if c.status == "created"]
        self._set(
            {
                "state": state,
                "fitting_count": statuses.count("fits"),
                "unchanged_count": statuses.count("unchanged"),
                "refused_count": len(refused),
                "created_count": len(made),
                "hidden_count": max(0, len(found) - SHOWN),
                "case_ids": [fields.Command.set(made)],
                "finding_ids": [fields.Command.clear()]
                + [
                    fields.Command.create(
                        {
                            "severity": finding.severity,
                            "sheet": finding.sheet,
                            "line": finding.line,
                            "column": finding.column,
                            "code": finding.code,
                            "values": {k: str(v) for k, v in finding.values.items()},
                        }
                    )
                    for finding in found[:SHOWN]
                ],
            }
        )

    def _set(self, vals):
        super().write(vals)

    def write(self, vals):
        """A client chooses the file; a new file asks for a new preview."""
        names = {"file", "file_name"}
        clean = {key: value for key, value in vals.items() if key in names}
        if "file" in clean:
            clean |= {"state": "file", "created_count": 0}
        return super().write(clean)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases from another system"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
