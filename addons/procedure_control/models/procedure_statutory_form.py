from odoo import api, fields, models


class ProcedureStatutoryForm(models.Model):
    """A national form of one circular, in force from–to.

    Forms change number between circulars (the control slip was Mẫu 05 and became
    Mẫu 06), so steps name the *kind* and the catalogue answers for a date.
    """

    _name = "procedure.statutory.form"
    _description = "Statutory form"
    _order = "date_from desc, code"

    KINDS = [
        ("receipt", "Receipt and appointment"),
        ("supplement", "Supplement request"),
        ("refusal", "Refusal of intake"),
        ("apology", "Apology and new date"),
        ("termination", "Notice of termination"),
        ("control_slip", "Process control slip"),
        ("register", "Case register"),
    ]

    kind = fields.Selection(KINDS, required=True)
    code = fields.Char(required=True)
    name = fields.Char(string="Title", required=True)
    circular = fields.Char(required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date()
    paper_size = fields.Selection(
        [("A4", "A4"), ("A5", "A5")],
        required=True,
        default="A4",
        help="The size for which the circular designs the form; agencies that choose "
        "so print on it.",
    )

    _kind_uniq = models.UniqueIndex(
        "(kind, circular)", "A circular has one form of each kind."
    )
    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A form comes into force before it ends.",
    )

    @api.depends("code", "name", "circular")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.code} {form.name} ({form.circular})"

    def _circular_words(self, language):
        """The circular as a form cites it, in the language of the paper."""
        self.ensure_one()
        number = self.circular or ""
        bare = number.removeprefix("TT ")
        if not bare[:1].isdigit():
            return number
        return f"{'Thông tư số' if language == 'vi' else 'Circular'} {bare}"
