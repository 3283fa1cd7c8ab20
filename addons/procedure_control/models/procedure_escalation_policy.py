from odoo import api, fields, models


class ProcedureEscalationPolicy(models.Model):
    """A ladder: who hears of a duty before and after its due.

    The most specific one counts: of the step, else of its phase, of the procedure, of
    the department (the nearest one above), of the agency, else the one for everything.
    Where two are for the same place, the one that also names the narrower place of the
    rest, and last the one for that kind of duty.
    """

    _name = "procedure.escalation.policy"
    _description = "Escalation ladder"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    duty = fields.Selection(
        [
            ("task", "Steps of cases"),
            ("signature", "Signatures"),
            ("review", "Periodic reviews"),
            ("acknowledgement", "Readings"),
        ],
        string="For",
        help="Empty: for every kind of duty.",
    )
    company_id = fields.Many2one("res.company", string="Agency", ondelete="restrict")
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="Binds what is done there and in the departments below it.",
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", ondelete="restrict"
    )
    level_ids = fields.One2many(
        "procedure.escalation.level", "policy_id", string="Rungs", copy=True
    )

    def write(self, vals):
        result = super().write(vals)
        self.check_access("write")  # for the place that it binds now, too
        return result

    @api.constrains("duty")
    def _check_duty(self):
        self.level_ids._check_recipient()

    def _for(self, duties, departments=None, kind=None):
        """{duty: its ladder}, empty where none is configured.

        One query, and one more where a ladder names a step or a department.

        :param duties: records of one model, with `document_id` and `company_id`
        :param departments: {duty: id of its department} where it is not written yet
        :param kind: of duty, where the model of `duties` does not say so itself
        """
        # Configuration that binds whoever works, readable or not.
        ladders = self.sudo().search([("id", "!=", False)])
        kind = kind or duties._duty_kind
        ladders = ladders.filtered(lambda p: not p.duty or p.duty == kind)
        places = _Places(self.env, ladders, departments or {})
        found = {}
        result = {}
        for duty in duties:
            place = places.of(duty)
            if place not in found:
                scored = [(p._fits(place, places), p) for p in ladders]
                fitting = [pair for pair in scored if pair[0] is not None]
                best = max(fitting, key=lambda pair: pair[0], default=(None, None))
                found[place] = best[1] if best[1] is not None else ladders.browse()
            result[duty] = found[place]
        return result

    def _fits(self, place, places):
        """How narrowly this ladder fits a place, as a tuple to compare; None: not."""
        step_id, document_id, department_id, company_id = place
        if self.document_id and self.document_id.id != document_id:
            return None
        if self.company_id and self.company_id.id != company_id:
            return None
        line = places.line_of(department_id) if self.department_id else ()
        if self.department_id and self.department_id.id not in line:
            return None
        if not self._fits_step(step_id):
            return None
        # The nearer the department, the later in the line read downwards.
        near = line[::-1].index(self.department_id.id) + 1 if line else 0
        return (
            *self._narrowness(),
            bool(self.document_id),
            near,
            bool(self.company_id),
            bool(self.duty),
        )

    def _documents_by_step(self):
        """Ids of the procedures for whose steps one of these is: extended."""
        return set()

    def _fits_step(self, step_id):
        """Whether it binds this step (an id, or False): extended for steps."""
        return True

    def _narrowness(self):
        """What comes before the procedure in the order of places: extended."""
        return ()


class _Places:
    """Where duties are done, as far as the ladders at hand ask."""

    def __init__(self, env, ladders, departments):
        self.env = env
        self.departments = departments
        self.by_department = bool(ladders.department_id)
        self.documents = ladders._documents_by_step()

    def of(self, duty):
        """(step id, document id, department id, agency id), as far as it matters."""
        document_id = duty.document_id.id
        step_id = department_id = False
        if document_id in self.documents and "step_id" in duty._fields:
            step_id = duty.step_id.id
        if self.by_department:
            department_id = self.departments.get(duty) or duty.department_id.id
        return step_id, document_id, department_id, duty.company_id.id

    def line_of(self, department_id):
        """Ids of a department and those above it, nearest first."""
        # The tree of departments decides, whichever of them the caller may read.
        department = self.env["hr.department"].sudo().browse(department_id or [])
        path = department.parent_path or ""
        return [int(part) for part in path.split("/") if part][::-1]
