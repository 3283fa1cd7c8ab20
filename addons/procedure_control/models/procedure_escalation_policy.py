from odoo import fields, models


class ProcedureEscalationPolicy(models.Model):
    """A ladder: who hears of a duty before and after its due.

    The most specific one counts: of the procedure, else of the agency, else the one
    that names neither; in each of these the one for that kind of duty first.
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
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", ondelete="restrict"
    )
    level_ids = fields.One2many(
        "procedure.escalation.level", "policy_id", string="Rungs"
    )

    def _for(self, duties):
        """{duty: its ladder}, empty where none is configured: one query.

        :param duties: records of one model of duties, with `document_id`
        """
        # Configuration that binds whoever works, readable or not.
        ladders = {
            (p.document_id.id, p.company_id.id, p.duty): p
            for p in self.sudo().search([])[::-1]
        }
        nothing = self.sudo().browse()
        kind = duties._duty_kind
        return {
            duty: next(
                (
                    ladders[key]
                    for key in _keys(duty.document_id.id, duty.company_id.id, kind)
                    if key in ladders
                ),
                nothing,
            )
            for duty in duties
        }


def _keys(document, company, kind):
    """From the most specific ladder to the one for everything."""
    for place in ((document, company), (document, False), (False, company)):
        yield (*place, kind)
        yield (*place, False)
    yield (False, False, kind)
    yield (False, False, False)
