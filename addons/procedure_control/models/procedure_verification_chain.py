import json

from odoo import models
from odoo.tools import SQL

from ..engine import chain
from .procedure_event import GUARD_BODIES
from .procedure_seal import CANONICAL, among
from .procedure_seal_display import PATIENCE

#: Entries of the chain read at once.
CHUNK = 10_000
#: The triggers without which the trail could be rewritten.
TRIGGERS = (
    ("procedure_event", "procedure_event_append_only"),
    ("procedure_event", "procedure_event_no_truncate"),
    ("procedure_event", "procedure_event_queued"),
    ("procedure_event_payload", "procedure_event_payload_append_only"),
    ("procedure_event_payload", "procedure_event_payload_no_truncate"),
    ("procedure_event_disposed", "procedure_event_disposed_append_only"),
    ("procedure_event_disposed", "procedure_event_disposed_no_truncate"),
    ("procedure_seal", "procedure_seal_append_only"),
    ("procedure_seal", "procedure_seal_no_truncate"),
    ("procedure_decision", "procedure_decision_append_only"),
)


class ProcedureVerification(models.Model):
    """The guards of the database, the chain, and the events that are not in it."""

    _inherit = "procedure.verification"

    # --- guards -----------------------------------------------------------------------

    def _verify_guards(self, at):
        findings = self._lost_triggers() + self._changed_functions()
        for position, digest in self.place["anchors"]:
            held = self.env.execute_query(
                SQL(
                    "SELECT 1 FROM procedure_seal WHERE position = %s AND hash = %s",
                    position,
                    digest,
                )
            )
            if not held:
                findings.append(
                    self._finding("anchor", position=position, signed=digest)
                )
        return None, {}, findings

    def _lost_triggers(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
                " WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
            )
        )
        return [
            self._finding("guard", record_name=name)
            for table, name in TRIGGERS
            if (table, name) not in set(rows)
        ]

    def _changed_functions(self):
        found = dict(
            self.env.execute_query(
                SQL(
                    "SELECT proname, prosrc FROM pg_proc"
                    " WHERE pronamespace = current_schema::regnamespace"
                    " AND proname = ANY(%s)",
                    list(GUARD_BODIES),
                )
            )
        )
        return [
            self._finding("guard", record_name=name)
            for name, body in GUARD_BODIES.items()
            if " ".join(found.get(name, "").split()) != " ".join(body.split())
        ]

    # --- the chain --------------------------------------------------------------------

    def _chains(self):
        """[{root, position and hash of the head, last entry}] as they stand now."""
        rows = self.env.execute_query(
            SQL("""
WITH root AS (
    SELECT 0 AS id UNION SELECT id FROM res_company WHERE parent_id IS NULL
    UNION SELECT COALESCE(company_id, 0) FROM procedure_seal_head
)
SELECT root.id, COALESCE(h.position, 0), h.hash, COALESCE(s.position, 0)
  FROM root
  LEFT JOIN procedure_seal_head h ON COALESCE(h.company_id, 0) = root.id
  LEFT JOIN LATERAL (
        SELECT position FROM procedure_seal
         WHERE COALESCE(company_id, 0) = root.id ORDER BY position DESC LIMIT 1
  ) s ON true
 WHERE COALESCE(h.position, s.position, 0) > 0
 ORDER BY root.id""")
        )
        return [
            {"root": root, "position": position, "hash": digest or "", "last": last}
            for root, position, digest, last in rows
        ]

    def _verify_chain(self, at):
        number, position, previous = at or (0, 0, "")
        if number == len(self.heads):
            return None, {}, []
        head = self.heads[number]
        walk = chain.Walk(head["root"], position, previous)
        rows = self._entries(head["root"], position, head["last"])
        findings = self._breaks(head, walk.feed(rows))
        if rows and walk.position < head["last"]:
            return (number, walk.position, walk.previous), {"seal": len(rows)}, findings
        if (walk.position, walk.previous) != (head["position"], head["hash"]):
            findings.append(
                self._chain_finding(
                    head,
                    "head",
                    position=walk.position,
                    signed=f"{head['position']} {head['hash']}".strip(),
                    found=f"{walk.position} {walk.previous}",
                )
            )
        return (number + 1, 0, ""), {"seal": len(rows)}, findings

    def _entries(self, root, position, last):
        """The next entries of a chain as `engine.chain.Walk` takes them."""
        seals = self.env.execute_query(
            SQL(
                """
SELECT position, event_id, version, hash FROM procedure_seal
 WHERE COALESCE(company_id, 0) = %s AND position > %s AND position <= %s
 ORDER BY position LIMIT %s""",
                root,
                position,
                last,
                CHUNK,
            )
        )
        events = self._sealed_events([seal[1] for seal in seals])
        gone = (None, None, None)
        return [(*seal, *events.get(seal[1], gone)) for seal in seals]

    def _sealed_events(self, ids):
        """{event id: (canonical text, SHA-256 noted of its words, its words)}."""
        if not ids:
            return {}
        these = among(ids)
        rows = self.env.execute_query(
            SQL(
                """
SELECT e.id, %s, e.payload_hash, p.body
  FROM procedure_event e
  LEFT JOIN procedure_event_payload p ON p.event_id = e.id AND p.event_id %s
 WHERE e.id %s""",
                CANONICAL,
                these,
                these,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _breaks(self, head, breaks):
        gone = [b.event_id for b in breaks if b.kind == "text_missing"]
        disposed = self.env["procedure.event"]._disposed(gone) if gone else ()
        return [
            self._chain_finding(
                head, b.kind, position=b.position, event_number=b.event_id
            )
            for b in breaks
            if b.kind != "text_missing" or b.event_id not in disposed
        ]

    def _chain_finding(self, head, kind, **values):
        return self._finding(kind, company_id=head["root"] or False, **values)

    # --- events out of the chain ------------------------------------------------------

    def _verify_events(self, at):
        """Events that no entry seals and the queue does not hold.

        Every entry has its event (the chain was walked) and no event has two, so equal
        numbers say that there is none; only else are they looked for.
        """
        events, sealed, queued = self.env.execute_query(
            SQL("""
SELECT (SELECT count(*) FROM procedure_event), (SELECT count(*) FROM procedure_seal),
       (SELECT count(*) FROM procedure_event_queue q
          JOIN procedure_event e ON e.id = q.event_id
         WHERE NOT EXISTS (SELECT FROM procedure_seal s WHERE s.event_id = e.id))""")
        )[0]
        findings = self._left_behind()
        if events != sealed + queued or self.break_count:
            findings = self._unsealed() + findings
        return None, {}, findings

    def _unsealed(self):
        rows = self.env.execute_query(
            SQL("""
SELECT e.id, e.kind FROM procedure_event e
 WHERE NOT EXISTS (SELECT FROM procedure_seal s WHERE s.event_id = e.id)
   AND NOT EXISTS (SELECT FROM procedure_event_queue q WHERE q.event_id = e.id)
 ORDER BY e.id LIMIT 1000""")
        )
        return [
            self._finding("unsealed", event_number=event_id, found=kind)
            for event_id, kind in rows
        ]

    def _left_behind(self):
        rows = self.env.execute_query(
            SQL(
                """
SELECT q.event_id, e.id IS NULL FROM procedure_event_queue q
  LEFT JOIN procedure_event e ON e.id = q.event_id
 WHERE e.id IS NULL
    OR e.recorded_at < (clock_timestamp() AT TIME ZONE 'UTC') - %s::interval
 ORDER BY q.event_id LIMIT 1000""",
                PATIENCE,
            )
        )
        return [
            # What waits is not altered, only not protected yet.
            self._finding("queue_lost", event_number=event_id)
            if lost
            else self._finding("waiting", grade="note", event_number=event_id)
            for event_id, lost in rows
        ]

    # --- what the trail itself says ---------------------------------------------------

    def _told_of(self, revisions):
        """{revision id: [(kind, user id, occurred at, values of the text)]}."""
        rows = self.env.execute_query(
            SQL(
                """
SELECT e.res_id, e.kind, e.user_id, e.occurred_at, p.body FROM procedure_event e
  LEFT JOIN procedure_event_payload p ON p.event_id = e.id
 WHERE e.model = 'procedure.revision' AND e.res_id = ANY(%s) ORDER BY e.id""",
                list(revisions.ids),
            )
        )
        told = {revision_id: [] for revision_id in revisions.ids}
        for revision_id, kind, user_id, at, body in rows:
            told[revision_id].append((kind, user_id, at, _values(body)))
        return told


def _values(body):
    try:
        return json.loads(body or "{}").get("values") or {}
    except (ValueError, AttributeError):  # changed; the chain has told so
        return {}
