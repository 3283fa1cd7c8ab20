from datetime import timedelta
from fractions import Fraction

from odoo import fields, models

from ..engine import deadline, duration
from .procedure_acknowledgement import COUNTED, LISTED

#: What a calendar must know beyond the days a reader has.
WINDOW = timedelta(days=60)


class ProcedureRevision(models.Model):
    """Who must read a revision, from approval on, and who has."""

    _inherit = "procedure.revision"

    acknowledgement_ids = fields.One2many(
        "procedure.acknowledgement", "revision_id", copy=False, readonly=True
    )

    def _resolve_readers(self, at):
        """Make the reading list of revisions just approved.

        A reading list of an earlier approval of the same draft stays only where the
        content is the same, byte by byte.
        """
        # Whoever approves need not see every reader.
        stale = self.sudo().acknowledgement_ids.filtered(
            lambda row: (
                row.state in LISTED and row.fingerprint != row.revision_id.fingerprint
            )
        )
        if stale:
            stale._release("recalled", at)
        self._refresh_readers(at, "list")

    def _readers_missing(self, at):
        """{revision: users who must read before it may take effect, and have not}.

        A revision that is not held back is left out: no share is asked of it, the
        share has read, or nobody is on its list.
        """
        shares = {
            revision: share
            for revision in self
            if (share := revision.sudo().document_id._reading_rule()[1])
        }
        if not shares:
            return {}
        asked = self.browse().union(*shares)
        rows = (
            self.env["procedure.acknowledgement"]
            .sudo()  # the act of quality names them
            .search([("revision_id", "in", asked.ids), ("state", "in", COUNTED)])
            .grouped("revision_id")
        )
        missing = {}
        for revision, share in shares.items():
            listed = rows.get(revision.sudo(), self.env["procedure.acknowledgement"])
            waiting = listed.filtered(lambda row: row.state == "asked")
            read = len(listed) - len(waiting)
            if waiting and Fraction(100 * read, len(listed)) < share:
                missing[revision] = waiting.user_id.with_env(self.env)
        return missing

    def _ask_to_read(self, at):
        """Refresh the list of revisions in force and ask each reader.

        Readers are told with everything else that the revision changes for them; the
        digest reminds them later.
        """
        self._refresh_readers(at, "joined", told=True)

    def _reading_due(self, at):
        """{revision: engine.deadline.Due or None}: when it must have been read.

        Counted in working days of the issuing agency; from the approval where reading
        is asked before it takes effect, else from the day it takes effect.
        """
        rules = {r: r.sudo().document_id._reading_rule() for r in self}
        starts = {
            revision: at
            if share or revision.state == "effective"
            else max(at, revision._effect_moment(at))
            for revision, (_days, share) in rules.items()
        }
        counted = {r: days for r, (days, _share) in rules.items() if days}
        if not counted:
            return dict.fromkeys(self)
        first = min(starts.values())
        last = max(starts.values()) + timedelta(days=2 * max(counted.values()))
        companies = self.sudo().company_id  # its calendar binds every reader
        times = companies._procedure_working_time(first.date(), (last + WINDOW).date())
        return {
            revision: deadline.limit_due(
                times[revision.sudo().company_id],
                starts[revision],
                duration.make(str(counted[revision]), "day"),
            )
            if revision in counted
            else None
            for revision in self
        }

    # --- the list ---------------------------------------------------------------------
    def _refresh_readers(self, at, reason, told=False):
        """Add who is on the list now, release who no longer is; keep what was read.

        :param reason: ``list`` (at approval) or ``joined``
        :param told: the readers are being told by another message
        """
        live = self.filtered(lambda r: r.state in ("approved", "effective"))
        if not live:
            return
        lists = live.sudo().document_id.distribution_ids._readers(at)
        known = self._known_readers(live)
        if not known and not any(lists.values()):
            return  # nobody reads it or did: no calendar to count on
        dues = live._reading_due(at)
        added, gone = [], self.env["procedure.acknowledgement"].sudo()
        for revision in live:
            readers = lists.get(revision.sudo().document_id.id, {})
            mine = known.get(revision.id, {})
            # Adopted, or distributed later: the first list is made then.
            why = reason if mine else "list"
            added += [
                (revision, user_id, reader, dues[revision], why)
                for user_id, reader in readers.items()
                if user_id not in mine
            ]
            listed = gone.union(*mine.values()).filtered(lambda r: r.state in LISTED)
            gone |= listed.filtered(
                lambda r, now=readers: r.state != "read" and r.user_id.id not in now
            )
            (listed - gone)._change_duty(
                readers, self._asked_values(at, dues[revision], told)
            )
        if gone:
            gone._release("moved", at)
        self._ask(added, at, told)
        if told:
            self._count_from_effect(live, known, dues, at)
        self._tell_lists(live, added, gone, at)

    def _known_readers(self, live):
        """{revision id: {user id: row}} of who is listed, or released by quality."""
        known = {}
        rows = (
            self.env["procedure.acknowledgement"]
            .sudo()  # whichever of them the one who acts may see
            .search(
                [
                    ("revision_id", "in", live.ids),
                    "|",
                    ("state", "in", LISTED),
                    ("release_reason", "=", "quality"),
                ],
                order="id",
            )
        )
        for row in rows:
            known.setdefault(row.revision_id.id, {})[row.user_id.id] = row
        return known

    def _asked_values(self, at, due, told):
        due_at = due.at if due else False
        return {
            "state": "asked",
            "asked_at": at,
            "due_at": due_at,
            "due_derivation": due.derivation if due else False,
            "announced_at": at if told else False,
            "next_check_at": False if told else at,
        }

    def _ask(self, added, at, told):
        if not added:
            return
        user_ids = {user_id for _revision, user_id, *_rest in added}
        # Names and departments are kept with the evidence.
        users = self.env["res.users"].sudo().browse(user_ids)
        names = {user.id: user.name for user in users}
        departments = {}
        for user, department in (
            self.env["hr.employee"]
            .sudo()
            ._read_group(
                [("user_id", "in", list(user_ids)), ("department_id", "!=", False)],
                ["user_id", "department_id"],
            )
        ):  # as above
            departments.setdefault(user.id, department.id)
        values = {}
        rows = []
        for revision, user_id, reader, due, why in added:
            if revision not in values:
                document = revision.sudo().document_id
                values[revision] = {
                    "revision_id": revision.id,
                    "document_id": document.id,
                    "company_id": document.company_id.id,
                    "fingerprint": revision.sudo().fingerprint,
                    "reason": why,
                    **self._asked_values(at, due, told),
                }
            row = {
                **values[revision],
                "user_id": user_id,
                "reader_name": names[user_id],
                "department_id": departments.get(user_id, False),
                "through": reader.through or False,
            }
            if not reader.must_read:
                row |= {"state": "informed", "due_at": False, "due_derivation": False}
                row["next_check_at"] = False
            rows.append(row)
        asked = self.env["procedure.acknowledgement"]._record(rows)
        if told:
            asked._plan_reminders(at)

    def _count_from_effect(self, live, known, dues, at):
        """Readers listed before the effect: told with it, due from the day it came."""
        for revision in live:
            due = dues[revision]
            held = revision.sudo().document_id._reading_rule()[1]  # due from approval
            due_at = due.at if due else False
            asked = [
                r for r in known.get(revision.id, {}).values() if r.state == "asked"
            ]
            rows = self.env["procedure.acknowledgement"].sudo().union(*asked)  # all
            moved = rows.filtered(lambda r: not held and r.due_at != due_at)  # noqa: B023
            if moved:
                derivation = due.derivation if due else False
                moved._note({"due_at": due_at, "due_derivation": derivation})
            told = rows.filtered(
                lambda r: not r.announced_at or r in moved  # noqa: B023
            )
            if told:
                told._note({"announced_at": at})
                told._plan_reminders(at)

    def _tell_lists(self, live, added, gone, at):
        """One event per revision whose list changed."""
        names = {}
        users = self.env["res.users"].sudo()  # names, for the trail
        for revision, user_id, reader, *_rest in added:
            names.setdefault(revision, []).append(
                [user_id, users.browse(user_id).name, reader.must_read]
            )
        left = {
            revision.id: [[row.user_id.id, row.reader_name] for row in rows]
            for revision, rows in gone.grouped("revision_id").items()
        }
        changed = live.filtered(lambda r: r in names or r.id in left)
        self.env["procedure.event"]._log(
            "reading.listed",
            changed,
            at=at,
            values=lambda r: {
                "fingerprint": r.fingerprint,
                "added": names.get(r, []),
                "left": left.get(r.id, []),
            },
        )
