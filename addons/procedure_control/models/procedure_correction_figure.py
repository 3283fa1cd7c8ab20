from odoo import api, fields, models
from odoo.tools import SQL

from .procedure_case import CHANNELS
from .procedure_case_correction import CAUSES, KINDS


class ProcedureCorrectionFigure(models.Model):
    """Of every result issued, whether it was found wrong: the figure of quality.

    One row a result, so that sums and averages of any grouping come out: the average
    of 0 and 1,000 is the number of corrections per thousand results. A correction is
    no result of its own here, and one that came to nothing does not count.
    """

    _name = "procedure.correction.figure"
    _description = "Correction figures"
    _auto = False
    _order = "result_at desc, id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("procedure.case", string="Result of", readonly=True)
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True
    )
    field_id = fields.Many2one("procedure.field", string="Field of work", readonly=True)
    company_id = fields.Many2one("res.company", string="Agency", readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Department of the result",
        readonly=True,
        help="Of the step that made the result ready.",
    )
    channel = fields.Selection(CHANNELS, readonly=True)
    result_at = fields.Datetime(string="Result ready at", readonly=True)
    correction_id = fields.Many2one("procedure.case", readonly=True)
    correction_kind = fields.Selection(
        KINDS, string="Correction or recall", readonly=True
    )
    correction_cause = fields.Selection(
        CAUSES, string="Cause of the error", readonly=True
    )
    result_count = fields.Integer(string="Results", readonly=True)
    corrected_count = fields.Integer(
        string="Corrected or recalled", readonly=True, help="Also those under way."
    )
    own_count = fields.Integer(string="By our error", readonly=True)
    per_thousand = fields.Float(
        string="Per 1,000 results", readonly=True, aggregator="avg", digits=(16, 2)
    )
    after_days = fields.Integer(
        string="Found after (days)", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id AS id, c.id AS case_id, c.document_id, c.field_id,
                   c.company_id, c.channel, c.result_at,
                   COALESCE(t.department_id, c.department_id) AS department_id,
                   k.id AS correction_id, k.correction_kind, k.correction_cause,
                   1 AS result_count,
                   (k.id IS NOT NULL)::int AS corrected_count,
                   (k.correction_cause IS NOT DISTINCT FROM 'own')::int AS own_count,
                   (k.id IS NOT NULL)::int * 1000.0 AS per_thousand,
                   k.correction_after_days AS after_days
              FROM procedure_case c
              LEFT JOIN procedure_task t ON t.id = c.decided_by_id
              LEFT JOIN procedure_case k
                ON k.corrects_id = c.id
               AND k.state NOT IN
                   ('refused', 'terminated', 'withdrawn', 'not_accepted')
             WHERE c.corrects_id IS NULL AND c.result_at IS NOT NULL
            """
        )

    @api.depends("case_id")
    def _compute_display_name(self):
        for figure in self:
            figure.display_name = figure.case_id.name or ""
