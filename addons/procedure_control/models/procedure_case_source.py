from odoo import api, fields, models

SOURCES = [
    ("desk", "Taken in by a person"),
    ("file", "List of cases"),
    ("batch", "Started together"),
    ("schedule", "Schedule"),
    ("rule", "Automation rule"),
    ("record", "Another record"),
    ("correction", "Correction of a result"),
]


class ProcedureCase(models.Model):
    """What started a case: a person, a calendar, a rule or another record."""

    _inherit = "procedure.case"

    start_source = fields.Selection(
        SOURCES, string="Started by", default="desk", required=True, readonly=True
    )
    origin_model = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2oneReference(
        string="Started from", model_field="origin_model", readonly=True, copy=False
    )

    _origin_idx = models.Index("(origin_model, origin_id) WHERE origin_id IS NOT NULL")

    @api.model
    def _start_by(self, source, vals_list, at, received_by=None, origins=None):
        """Take in cases that something other than a person at the desk starts.

        The caller has checked who may; what lacks papers waits at intake as always.

        :param source: key of `SOURCES`
        :param vals_list: as `action_receive` takes it
        :param received_by: user in whose name they come in; None: the current one
        :param origins: records in the order of ``vals_list``, where others started them
        :return: the cases in the order given
        """
        cases = self._receive(vals_list, at, received_by)
        for case, origin in zip(cases, origins or (), strict=bool(origins)):
            case.sudo()._note_origin(origin)  # staff cannot write cases
        cases.sudo()._note_source(source)  # as above
        return cases

    def _note_source(self, source):
        self.write({"start_source": source})

    def _note_origin(self, origin):
        self.write({"origin_model": origin._name, "origin_id": origin.id})
