from odoo import fields, models

STATES = [
    ("intake", "Waiting at intake"),
    ("running", "Running"),
    ("paused", "Clock paused"),
    ("result_ready", "Result ready"),
    ("closed", "Closed"),
    ("refused", "Refused"),
    ("terminated", "Processing terminated"),
    ("withdrawn", "Withdrawn by requester"),
    ("not_accepted", "Refused at intake"),
]

VERDICTS = [("early", "Early"), ("on_time", "On time"), ("late", "Overdue")]

CHANNELS = [("online", "Online"), ("desk", "At the desk"), ("post", "By post")]


class ProcedureCase(models.Model):
    """One run of the revision in force when it was received."""

    _name = "procedure.case"
    _description = "Case"
    _inherit = [
        "procedure.made",
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _order = "received_at desc, id desc"
    _rec_names_search = ["name", "external_code", "search_text"]
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(related="document_id.kind", store=True, index=True)
    field_id = fields.Many2one(
        related="document_id.field_id", store=True, string="Field of work"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Receiving agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    agency_ids = fields.Many2many(
        "res.company",
        "procedure_case_agency_rel",
        "case_id",
        "company_id",
        string="Taking-part agencies",
        readonly=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Receiving department",
        readonly=True,
        ondelete="restrict",
    )
    variant_id = fields.Many2one(
        "procedure.variant", readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        STATES, required=True, default="intake", readonly=True, copy=False, index=True
    )
    channel = fields.Selection(CHANNELS, required=True, default="desk", readonly=True)
    external_code = fields.Char(string="Dossier code", readonly=True, copy=False)
    subject = fields.Char(readonly=True, help="What the case is about, in one line.")
    search_text = fields.Char(
        readonly=True,
        copy=False,
        index="trigram",
        help="Number, subject and requester without accents, for the search.",
    )
    requester_name = fields.Char(string="Requester", readonly=True)
    requester_phone = fields.Char(string="Phone", readonly=True)
    requester_email = fields.Char(string="Email", readonly=True)
    requester_address = fields.Char(string="Address", readonly=True)
    requester_partner_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, ondelete="set null"
    )
    requester_user_id = fields.Many2one(
        "res.users", string="Requesting colleague", readonly=True, ondelete="restrict"
    )
    requester_department_id = fields.Many2one(
        "hr.department", string="Requesting unit", readonly=True, ondelete="restrict"
    )
    received_by_id = fields.Many2one(
        "res.users",
        string="Received by",
        readonly=True,
        ondelete="restrict",
        copy=False,
        index=True,
    )
    received_at = fields.Datetime(
        string="Received", readonly=True, copy=False, index=True
    )
    clock_start_at = fields.Datetime(string="Clock started", readonly=True, copy=False)
    due_at = fields.Datetime(string="Due", readonly=True, copy=False, index=True)
    due_derivation = fields.Json(readonly=True, copy=False)
    due_unit = fields.Char(readonly=True, copy=False)
    result_at = fields.Datetime(string="Result ready at", readonly=True, copy=False)
    ended_at = fields.Datetime(string="Ended", readonly=True, copy=False, index=True)
    verdict = fields.Selection(VERDICTS, readonly=True, copy=False)
    end_reason = fields.Text(string="Reason of the end", readonly=True, copy=False)
    clock_version = fields.Integer(readonly=True, copy=False, default=0)
    supplement_count = fields.Integer(
        string="Supplements requested", readonly=True, copy=False
    )
    extension_count = fields.Integer(string="Extensions", readonly=True, copy=False)
    component_ids = fields.One2many(
        "procedure.case.component", "case_id", string="Papers of the dossier"
    )
    task_ids = fields.One2many("procedure.task", "case_id", string="Steps")
    pause_ids = fields.One2many(
        "procedure.pause", "case_id", string="Pauses of the clock"
    )
    due_ids = fields.One2many("procedure.due", "case_id", string="History of due times")

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This case number is already used."
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, external_code) WHERE external_code IS NOT NULL",
        "A case with this dossier code is already registered in this agency.",
    )
