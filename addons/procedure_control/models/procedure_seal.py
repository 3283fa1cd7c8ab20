# Odoo calls init() for what it does, not for what it returns.
# pylint: disable=missing-return
import io

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable, SerializationFailure

from ..engine import chain

#: Events sealed in one transaction.
BATCH = 10_000
#: How COPY writes that there is nothing.
NULL = "\\N"
#: Names the advisory lock under which a chain is begun.
FIRST_HEAD = 7_205_759_403

#: The canonical text of an event `e`, exactly as `engine.chain.canonical` writes it.
CANONICAL = SQL(
    "concat(%s, %s)",
    str(chain.CHAIN_VERSION),
    SQL(", ").join(
        SQL("chr(10), %s", SQL.identifier("e", name)) for name in chain.FIELDS
    ),
)


def among(ids):
    """How a number is found that is one of these: neighbours are read in a row."""
    low, high = min(ids), max(ids)
    if high - low < 2 * len(ids):
        return SQL("BETWEEN %s AND %s", low, high)
    return SQL("= ANY(%s)", ids)


class ChainOf(fields.Many2one):
    """A company without a foreign key, whose check would be two fifths of sealing.

    Heads and events have one, so that no company of theirs can be deleted.
    """

    def update_db_foreign_key(self, model, column):
        """Make none."""


class ProcedureSeal(models.Model):
    """The hash chain over the events: one chain for each root company.

    Written by the sealer alone, in the order in which committed events are taken.
    Events are named by their number, without a foreign key: its check would lock every
    event, and what is missing is found by the verification.
    """

    _name = "procedure.seal"
    _description = "Seal of an event"
    _inherit = ["procedure.evidence"]
    _log_access = False
    _order = "id desc"
    _rec_name = "position"

    company_id = ChainOf(
        "res.company", string="Chain of", readonly=True, ondelete="restrict"
    )
    position = fields.Integer(required=True, readonly=True, aggregator=None)
    event_id = fields.Integer(
        string="Event No.", required=True, readonly=True, aggregator=None
    )
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    hash = fields.Char(string="SHA-256", required=True, readonly=True)
    # Filled by the database's own clock (column default made in `init`).
    sealed_at = fields.Datetime(string="Sealed", readonly=True)

    _position_uniq = models.UniqueIndex("(COALESCE(company_id, 0), position)")
    _event_uniq = models.UniqueIndex("(event_id)", "An event is sealed once.")

    def init(self):
        """Refuse changes in the database itself; the clock is the database's."""
        super().init()
        self.env.cr.execute(
            SQL("""
ALTER TABLE procedure_seal ALTER COLUMN sealed_at
    SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC');

DROP TRIGGER IF EXISTS procedure_seal_append_only ON procedure_seal;
CREATE TRIGGER procedure_seal_append_only
    BEFORE UPDATE OR DELETE ON procedure_seal
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse();

DROP TRIGGER IF EXISTS procedure_seal_no_truncate ON procedure_seal;
CREATE TRIGGER procedure_seal_no_truncate
    BEFORE TRUNCATE ON procedure_seal
    FOR EACH STATEMENT EXECUTE FUNCTION procedure_event_refuse();
""")
        )

    # --- the sealer -------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Every minute: seal what is committed, in batches that commit by themselves.

        Killed, it leaves the queue as it was; started twice, the second one leaves.
        """
        cron = self.env["ir.cron"]
        cron._commit_progress()  # a fresh view of what is committed
        for sealed in self._seal_waiting():
            if not cron._commit_progress(sealed, remaining=1):
                break
        else:
            cron._commit_progress(remaining=0)
        self.env["procedure.job"]._ran("seal", fields.Datetime.now())

    @api.model
    def _seal_waiting(self):
        """Seal all that waits; yields how many after each batch, so that it commits."""
        after = 0
        while batch := self._seal_after(after, BATCH):
            sealed, after = batch
            yield sealed

    @api.model
    def _seal(self, limit=BATCH):
        """Seal the next queued events of every chain, in this transaction.

        :return: how many were sealed, or None when another sealer is at work
        """
        batch = self._seal_after(0, limit)
        return batch if batch is None else (batch or (0,))[0]

    def _seal_after(self, after, limit):
        """Seal the queued events that follow a number; writers are never waited for.

        :return: (how many were sealed, number of the last one looked at), () when none
            is queued, None when another sealer is at work
        """
        self.env.flush_all()
        cr = self.env.cr
        try:
            # What refuses to wait must not end the transaction.
            with cr.savepoint(flush=False):
                queued, rows = self._queued(after, limit)
                heads = self._lock_heads({root for _event, root, _text in rows})
        except (LockNotAvailable, SerializationFailure):
            return None
        if rows:
            self._append(rows, heads)
            self._move_heads(heads)
            self._empty_queue([row[0] for row in rows])
            self.env.invalidate_all(flush=False)
        return (len(rows), queued[-1]) if queued else ()

    def _append(self, rows, heads):
        """Write the entries of these events; `heads` move along."""
        lines = io.StringIO()
        for event_id, root, text in rows:
            position, previous = heads[root]
            digest = chain.link(previous, text)
            heads[root] = (position + 1, digest)
            entry = (root or NULL, position + 1, event_id, chain.CHAIN_VERSION, digest)
            lines.write("\t".join(map(str, entry)) + "\n")
        lines.seek(0)
        columns = ("company_id", "position", "event_id", "version", "hash")
        self.env.cr.copy_from(lines, "procedure_seal", columns=columns)

    def _queued(self, after, limit):
        """(numbers queued, [(event id, root company id or 0, canonical text)]).

        First come, first sealed. What has no event any more is left in the queue.
        """
        page = self.env.execute_query(
            SQL(
                "SELECT event_id FROM procedure_event_queue WHERE event_id > %s"
                " ORDER BY event_id LIMIT %s",
                after,
                limit,
            )
        )
        queued = [event_id for (event_id,) in page]
        if not queued:
            return [], []
        rows = self.env.execute_query(
            SQL(
                """
SELECT e.id, COALESCE(split_part(c.parent_path, '/', 1)::int, 0), %s
  FROM procedure_event e
  LEFT JOIN res_company c ON c.id = e.company_id
 WHERE e.id %s ORDER BY e.id""",
                CANONICAL,
                among(queued),
            )
        )
        wanted = set(queued)
        return queued, [row for row in rows if row[0] in wanted]

    def _lock_heads(self, roots):
        """{root: (position, hash)} with the rows locked.

        :raises LockNotAvailable: another sealer holds one
        :raises SerializationFailure: another one has moved it since we looked
        """
        if not roots:
            return {}
        heads = self._locked_heads(roots)
        if missing := sorted(roots - heads.keys()):
            # Two that begin the same chain at once must not wait for each other.
            if not self.env.execute_query(
                SQL("SELECT pg_try_advisory_xact_lock(%s)", FIRST_HEAD)
            )[0][0]:
                raise LockNotAvailable
            self.env.cr.execute(
                SQL(
                    "INSERT INTO procedure_seal_head (company_id, position, hash)"
                    " VALUES %s ON CONFLICT DO NOTHING",
                    SQL(", ").join(
                        SQL("(%s, 0, %s)", root or None, chain.genesis(root))
                        for root in missing
                    ),
                ),
                log_exceptions=False,
            )
            heads |= self._locked_heads(missing)
        return heads

    def _locked_heads(self, roots):
        cr = self.env.cr
        cr.execute(
            SQL(
                "SELECT COALESCE(company_id, 0), position, hash"
                " FROM procedure_seal_head WHERE COALESCE(company_id, 0) = ANY(%s)"
                " ORDER BY id FOR UPDATE NOWAIT",
                list(roots),
            ),
            log_exceptions=False,
        )
        return {root: (position, digest) for root, position, digest in cr.fetchall()}

    def _move_heads(self, heads):
        self.env.cr.execute(
            SQL(
                "UPDATE procedure_seal_head h SET position = v.position, hash = v.hash,"
                " sealed_at = clock_timestamp() AT TIME ZONE 'UTC'"
                " FROM (VALUES %s) AS v (root, position, hash)"
                " WHERE COALESCE(h.company_id, 0) = v.root",
                SQL(", ").join(
                    SQL("(%s, %s, %s)", root, position, digest)
                    for root, (position, digest) in sorted(heads.items())
                ),
            )
        )

    def _empty_queue(self, ids):
        """Take these off the queue: all from first to last, as they were taken."""
        cr = self.env.cr
        with cr.savepoint(flush=False) as savepoint:
            cr.execute(
                SQL(
                    "DELETE FROM procedure_event_queue"
                    " WHERE event_id BETWEEN %s AND %s",
                    ids[0],
                    ids[-1],
                )
            )
            if cr.rowcount == len(ids):
                return
            # Some have no event any more: they stay, for the verification to name.
            savepoint.rollback()
        cr.execute(
            SQL("DELETE FROM procedure_event_queue WHERE event_id = ANY(%s)", ids)
        )

    @api.model
    def _queue_unsealed(self):
        """Queue the events that are neither sealed nor queued, as an update finds them.

        :return: how many there were
        """
        self.env.cr.execute(
            SQL("""
INSERT INTO procedure_event_queue (event_id)
SELECT e.id FROM procedure_event e
 WHERE NOT EXISTS (SELECT FROM procedure_seal s WHERE s.event_id = e.id)
ON CONFLICT DO NOTHING""")
        )
        return self.env.cr.rowcount
