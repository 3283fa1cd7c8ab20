from odoo import models


class ProcedureRevision(models.Model):
    """The whole content read ahead, one query a part."""

    _inherit = "procedure.revision"

    def _read_ahead(self):
        """Fill the cache with these revisions and their parts before an act.

        The ORM reads the lines of a one2many in two queries, ids and then fields, and
        checks the rules of each record again where the actor reads it first.
        """
        # What is read here is read anyway; the act itself checks who acts.
        revisions = self.sudo()
        revisions.fetch()
        revisions.document_id.fetch()
        parts = [self._fields[name] for name in self._content_names]
        for field in parts:
            if field.type == "one2many":
                _read_lines(revisions, field)
        steps = revisions.step_ids
        _read_lines(steps, steps._fields["outcome_ids"])


def _read_lines(records, field):
    lines = (
        records.env[field.comodel_name]
        .with_context(active_test=False)
        .search_fetch([(field.inverse_name, "in", records.ids)])
    )
    found = {}
    for line in lines:
        found.setdefault(line[field.inverse_name].id, []).append(line.id)
    # As `One2many.read` does; what is cached already stays.
    values = [tuple(found.get(record_id, ())) for record_id in records.ids]
    field._insert_cache(records, values)
