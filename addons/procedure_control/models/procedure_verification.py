import time

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: What is verified, in this order; each is a method `_verify_<name>`.
STEPS = ("guards", "chain", "events", "rounds", "revisions", "decisions", "files")
#: About how many entries of the chain cost as much as one record of the others.
WEIGHTS = {"seal": 1, "round": 20, "revision": 200, "decision": 10, "file": 50}
#: Findings kept of one verification; all are counted.
KEPT = 1000
#: Seconds that one call of the screen works before it shows how far it is.
TURN = 2

READERS = "procedure_control.group_quality_officer,procedure_control.group_auditor"


class ProcedureVerification(models.Model):
    """One verification of the trail, of what was signed and of the stored files.

    It works in turns that are committed one by one and takes up where the last one
    ended, whoever calls: the screen, the nightly job or the command line.
    """

    _name = "procedure.verification"
    _description = "Verification of the trail"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, ondelete="restrict"
    )
    how = fields.Selection(
        [
            ("button", "On the screen"),
            ("cron", "By night"),
            ("command", "On the command line"),
        ],
        string="How it was run",
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime(string="Start", required=True, readonly=True)
    finished_at = fields.Datetime(string="End", readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("whole", "Whole"), ("broken", "Broken")],
        string="Result",
        required=True,
        readonly=True,
    )
    progress = fields.Integer(string="Done (%)", readonly=True, aggregator=None)
    heads = fields.Json(readonly=True)
    place = fields.Json(readonly=True)
    seal_count = fields.Integer(string="Entries of the chain", readonly=True)
    round_count = fields.Integer(string="Submissions", readonly=True)
    revision_count = fields.Integer(string="Revisions", readonly=True)
    decision_count = fields.Integer(string="Decisions", readonly=True)
    file_count = fields.Integer(string="Files", readonly=True)
    break_count = fields.Integer(string="Breaks", readonly=True)
    note_count = fields.Integer(string="Remarks", readonly=True)
    first_break = fields.Char(compute="_compute_first_break")
    finding_ids = fields.One2many(
        "procedure.verification.finding", "verification_id", readonly=True
    )

    @api.depends("started_at")
    def _compute_display_name(self):
        for verification in self:
            at = fields.Datetime.context_timestamp(
                verification, verification.started_at or fields.Datetime.now()
            )
            verification.display_name = self.env._(
                "Verification of %(moment)s", moment=at.strftime("%d/%m/%Y %H:%M")
            )

    @api.depends("finding_ids")
    def _compute_first_break(self):
        for verification in self:
            breaks = verification.finding_ids.filtered(lambda f: f.grade == "break")
            verification.first_break = breaks.sorted("id")[:1].text

    # --- who starts it ----------------------------------------------------------------

    def action_verify(self):
        """Start a verification and show it; the screen asks for turn after turn."""
        self._refuse_others()
        return self._start("button")._shown()

    def action_turn(self):
        """Work on for a moment; True while there is more to do."""
        self._refuse_others()
        self.check_access("read")
        self.ensure_one()
        # The verification sees everything; its reader sees what it found in his agency.
        running = self.sudo().try_lock_for_update()
        running._advance(TURN)
        return self.sudo().state == "running"  # as just above

    def _refuse_others(self):
        if not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("Quality officers and auditors verify the trail.")
            )

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.model
    def _cron_verify(self):
        """Every night: finish what is under way, else verify everything anew."""
        cron = self.env["ir.cron"]
        # The job sees every agency.
        running = self.sudo().search(
            [("state", "=", "running"), ("document_id", "=", False)],
            order="id",
            limit=1,
        )
        running = running or self._start("cron")
        left = cron._commit_progress(remaining=1)
        while left and running.try_lock_for_update():
            running._advance(TURN)
            if running.state != "running":
                cron._commit_progress(remaining=0)
                break
            left = cron._commit_progress(remaining=1)
        self.env["procedure.job"]._ran("verify", fields.Datetime.now())

    # --- how it runs ------------------------------------------------------------------

    @api.model
    def _start(self, how, anchors=()):
        """A verification that has its whole work before it.

        :param how: ``button``, ``cron`` or ``command``
        :param anchors: [(position, hash)] noted outside, that the chains must hold
        """
        heads = self._chains()
        totals = self._totals(heads)
        return self._record(
            [
                {
                    "user_id": self.env.uid,
                    "how": how,
                    "started_at": fields.Datetime.now(),
                    "state": "running",
                    "heads": heads,
                    "place": {
                        "step": 0,
                        "at": None,
                        "anchors": [list(anchor) for anchor in anchors],
                        "total": totals,
                    },
                }
            ]
        )

    def _totals(self, heads):
        files = sum(
            model.search_count(domain) for model, domain in self._file_sources()
        )
        count = {
            "seal": sum(head["last"] for head in heads),
            "round": self._count_rows("procedure_round"),
            "revision": self._count_rows("procedure_revision"),
            "decision": self._count_rows("procedure_decision"),
            "file": files,
        }
        return sum(WEIGHTS[name] * number for name, number in count.items())

    def _count_rows(self, table):
        query = SQL("SELECT count(*) FROM %s", SQL.identifier(table))
        return self.env.execute_query(query)[0][0]

    def _advance(self, seconds):
        """Work for about so many seconds, or to the end."""
        until = time.monotonic() + seconds
        while self and self.state == "running":
            self._advance_once()
            if time.monotonic() >= until:
                break

    def _advance_once(self):
        place = self.place
        steps = self._steps()
        if place["step"] == len(steps):
            self._finish()
            return
        verify = getattr(self, f"_verify_{steps[place['step']]}")
        counts = {name: self[f"{name}_count"] for name in WEIGHTS}
        # What is read for one batch is not kept for the next: memory stays flat.
        self.env.flush_all()
        at, seen, findings = verify(place["at"])
        self.env.invalidate_all()
        for name, number in seen.items():
            counts[name] += number
        place["at"] = at
        if at is None:
            place["step"] += 1
        done = sum(WEIGHTS[name] * number for name, number in counts.items())
        values = {f"{name}_count": number for name, number in counts.items()}
        values["place"] = place
        values["progress"] = min(99, 100 * done // max(place["total"], 1))
        self._note(values | self._keep(findings))

    def _keep(self, findings):
        """Store what was found; returns the new counts."""
        room = max(KEPT - self.break_count - self.note_count, 0)
        # Never a remark in the place of a break.
        findings = sorted(findings, key=lambda finding: finding["grade"] == "note")
        self.env["procedure.verification.finding"]._record(
            [{"verification_id": self.id, **finding} for finding in findings[:room]]
        )
        notes = sum(finding["grade"] == "note" for finding in findings)
        return {
            "break_count": self.break_count + len(findings) - notes,
            "note_count": self.note_count + notes,
        }

    def _finish(self):
        broken = bool(self.break_count)
        self._note(
            {
                "state": "broken" if broken else "whole",
                "finished_at": fields.Datetime.now(),
                "progress": 100,
            }
        )
        self.env["procedure.event"]._log(
            "trail.verified",
            self,
            values={
                "result": self.state,
                "breaks": self.break_count,
                "first": self.first_break or "",
                "heads": [
                    {name: head[name] for name in ("root", "last", "hash")}
                    for head in self.heads
                ],
            },
        )
        if broken:
            self._alarm()

    def _alarm(self):
        """One activity for each quality manager and auditor: the trail is broken."""
        users = self.env["procedure.event"]._watchers(self.env["res.company"])
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        vals_list = []
        for user in users:
            words = self.with_context(lang=user.lang or self.env.lang)
            link = Markup('<a href="/odoo/procedure-verifications/%s">%s</a>')
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words.env._("The trail does not hold"),
                    "note": link % (self.id, words.first_break or self.id),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _as_dict(self):
        """What was found, as the command line prints it."""
        self.ensure_one()
        return {
            "state": self.state,
            "seals": self.seal_count,
            "rounds": self.round_count,
            "revisions": self.revision_count,
            "decisions": self.decision_count,
            "files": self.file_count,
            "breaks": self.break_count,
            "remarks": self.note_count,
            "heads": self.heads,
            "findings": [
                {
                    "grade": finding.grade,
                    "kind": finding.kind,
                    "text": finding.text,
                    "field": finding.field_path or "",
                    "position": finding.position,
                    "event": finding.event_number,
                }
                for finding in self.finding_ids
            ],
        }

    @staticmethod
    def _finding(kind, grade="break", **values):
        return {"kind": kind, "grade": grade, **values}
