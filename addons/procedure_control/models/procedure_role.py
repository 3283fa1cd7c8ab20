from odoo import fields, models


class ProcedureRole(models.Model):
    """A role that steps name; who holds it where and when are its holders."""

    _name = "procedure.role"
    _description = "Role"
    _order = "name, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    description = fields.Text()
    is_leader = fields.Boolean(
        string="Leader in charge",
        help="Late work goes up to the holder of this role for the field of work.",
    )
    is_department_head = fields.Boolean(
        string="Head of department",
        help="Without a holder, the manager of the task's department holds the role.",
    )
    pool_rule = fields.Selection(
        [
            ("fewest", "To the member with the fewest open tasks"),
            ("claim", "Members claim tasks"),
        ],
        string="Several holders",
        required=True,
        default="fewest",
        help="How a task finds its doer where several people hold the role: it is "
        "given to one of them, who may hand it back, or waits until one claims it.",
    )
    holder_ids = fields.One2many("procedure.role.holder", "role_id")

    _code_uniq = models.UniqueIndex("(code)", "Each role has its own code.")
