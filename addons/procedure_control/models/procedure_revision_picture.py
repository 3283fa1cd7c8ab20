from odoo import api, models

from ..reporting import flow_picture

#: Of pictures on screen: the words are the reader's, Vietnamese or English.
_LANGUAGES = {"vi": "vi"}


class ProcedureRevision(models.Model):
    """The flow of a revision as a picture."""

    _inherit = "procedure.revision"

    @api.readonly
    def flow_pictures(self):
        """[{"name": variants that walk it, "svg": text}], one for each path.

        Empty while there are no steps. Raises AccessError for who may not read it.
        """
        self.ensure_one()
        self.check_access("read")
        language = self._picture_language()
        drawn = flow_picture.pictures(self._content()[self], language)
        return [
            {"name": one.name, "svg": one.svg(f"flow-{self.id}-{number}")}
            for number, one in enumerate(drawn)
        ]

    @api.model
    def _picture_language(self):
        return _LANGUAGES.get((self.env.lang or "")[:2], "en")
