from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import chain
from .procedure_verification import STEPS

#: What is verified of one procedure: its own entries instead of the whole chain.
STEPS_OF_DOCUMENT = ("guards", "entries", "rounds", "revisions", "decisions", "files")
#: Entries read at once.
CHUNK = 2_000
#: Links from a record with files to its procedure, the first that it has.
PATHS = (
    ("document_id", "document_id"),
    ("revision_id", "revision_id.document_id"),
    ("revision_ids", "revision_ids.document_id"),
)


class ProcedureVerification(models.Model):
    """A verification of one procedure, for who has five minutes.

    Each of its entries is held against the entry before it, so that the whole chain
    need not be walked: what was changed elsewhere is left to the full verification.
    """

    _inherit = "procedure.verification"

    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        readonly=True,
        ondelete="restrict",
        index=True,
        help="Empty: everything.",
    )

    @api.model
    def _start_of(self, document):
        """A verification of what was signed, stored and written about `document`."""
        self._refuse_others()
        document.check_access("read")
        total = sum(
            self.env[model].sudo().search_count(self._of(document, model)) * weight
            for model, weight in (
                ("procedure.event", 1),
                ("procedure.round", 20),
                ("procedure.revision", 200),
                ("procedure.decision", 10),
            )
        )  # how much there is to do, whoever may see it
        return self._record(
            [
                {
                    "user_id": self.env.uid,
                    "document_id": document.id,
                    "how": "button",
                    "started_at": fields.Datetime.now(),
                    "state": "running",
                    "heads": self._chains(),
                    "place": {"step": 0, "at": None, "anchors": [], "total": total},
                }
            ]
        )

    def _steps(self):
        return STEPS_OF_DOCUMENT if self.document_id else STEPS

    # --- only what is of the procedure ------------------------------------------------

    def _of(self, document, model):
        """The domain of what is of `document`, None where nothing leads to it."""
        names = self.env[model]._fields
        for name, path in PATHS:
            if name in names:
                return Domain(path, "=", document.id)
        return None

    def _page(self, model, after, domain=()):
        if self.document_id:
            domain = [*domain, *self._of(self.document_id, model)]
        return super()._page(model, after, domain)

    def _file_sources(self):
        sources = super()._file_sources()
        if not self.document_id:
            return sources
        return [
            (model, list(Domain(domain) & mine))
            for model, domain in sources
            if (mine := self._of(self.document_id, model._name)) is not None
        ]

    def _verify_entries(self, at):
        """The sealed events of the procedure, each against the entry before it."""
        rows = self.env.execute_query(
            SQL(
                """
SELECT e.id, s.position, s.version, s.hash, COALESCE(s.company_id, 0),
       q.event_id IS NOT NULL, b.hash
  FROM procedure_event e
  LEFT JOIN procedure_seal s ON s.event_id = e.id
  LEFT JOIN procedure_event_queue q ON q.event_id = e.id
  LEFT JOIN procedure_seal b ON COALESCE(b.company_id, 0) = COALESCE(s.company_id, 0)
        AND b.position = s.position - 1
 WHERE e.document_id = %s AND e.id > %s
 ORDER BY e.id LIMIT %s""",
                self.document_id.id,
                at or 0,
                CHUNK,
            )
        )
        events = self._sealed_events([row[0] for row in rows])
        findings = []
        for event_id, position, version, digest, root, queued, before in rows:
            if position is None:
                if not queued:
                    findings.append(self._finding("unsealed", event_number=event_id))
                continue
            walk = chain.Walk(root, position - 1, before or "")
            breaks = walk.feed(
                [(position, event_id, version, digest, *events[event_id])]
            )
            findings += self._breaks({"root": root}, breaks)
        last = rows[-1][0] if len(rows) == CHUNK else None
        return last, {"seal": len(rows)}, findings
