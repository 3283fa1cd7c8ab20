from odoo import api, fields, models
from odoo.tools import SQL

from .procedure_escalation_level import HOWS, RECIPIENTS

#: What the sweep writes of a firing, in the order of its INSERT.
COLUMNS = (
    "level_id",
    "generation",
    "repeat",
    "moment_at",
    "recipient",
    "how",
    "state",
    "case_id",
    "company_id",
    "late_user_id",
    "due_at",
    "create_uid",
    "create_date",
)


class ProcedureEscalation(models.Model):
    """One firing of one rung for one duty. The unique index makes it fire once."""

    _name = "procedure.escalation"
    _description = "Escalation"
    _order = "moment_at desc, id desc"

    level_id = fields.Many2one(
        "procedure.escalation.level",
        string="Rung",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    task_id = fields.Many2one(
        "procedure.task", readonly=True, ondelete="restrict", index=True
    )
    request_id = fields.Many2one(
        "procedure.signature.request", readonly=True, ondelete="restrict", index=True
    )
    review_id = fields.Many2one(
        "procedure.review", readonly=True, ondelete="restrict", index=True
    )
    generation = fields.Integer(
        default=1, readonly=True, help="Raised each time the clock moves."
    )
    repeat = fields.Integer(
        default=0,
        required=True,
        readonly=True,
        help="0 for the first call of the rung, 1 for the first time it called again.",
    )
    state = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("missed", "Missed"),
            ("nobody", "Nobody to tell"),
        ],
        string="What became of it",
        default="delivered",
        required=True,
        readonly=True,
        help="Missed: nobody looked in time, and a higher rung was delivered instead.",
    )
    moment_at = fields.Datetime(string="Moment", required=True, readonly=True)
    delivered_at = fields.Datetime(string="Delivered on", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Told", readonly=True, ondelete="restrict", index=True
    )
    # As they were when it fired: ladders change, a duty is handed on or gets
    # another due.
    recipient = fields.Selection(RECIPIENTS, string="Whom", readonly=True)
    how = fields.Selection(
        HOWS, string="Way of telling", default="activity", readonly=True
    )
    case_id = fields.Many2one(
        "procedure.case", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="restrict", index=True
    )
    late_user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, ondelete="restrict"
    )
    due_at = fields.Datetime(string="Due", readonly=True)
    # Deleting an activity looks for it here.
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    mailed_at = fields.Datetime(readonly=True)

    _one_duty = models.Constraint(
        "CHECK(num_nonnulls(task_id, request_id, review_id) = 1)",
        "An escalation belongs to exactly one duty.",
    )
    _task_uniq = models.UniqueIndex("(task_id, level_id, generation, repeat)")
    _review_uniq = models.UniqueIndex("(review_id, level_id, generation, repeat)")
    _request_uniq = models.UniqueIndex("(request_id, level_id, generation, repeat)")
    _unmailed_idx = models.Index("(user_id, id) WHERE mailed_at IS NULL")

    @api.depends("level_id", "repeat")
    def _compute_display_name(self):
        for firing in self:
            firing.display_name = firing._rung_words()

    @api.model
    def _links(self):
        """Names of the many2one that lead to a duty, one for each model of duties."""
        return ("task_id", "request_id", "review_id")

    def _duty(self):
        """The duty that this firing belongs to."""
        self.ensure_one()
        return next(self[name] for name in self._links() if self[name])

    def _call_key(self):
        """(id of the rung, repeat), as `engine.escalation.Call.key`."""
        return self.level_id.id, self.repeat

    def _close_calls(self, but_of=()):
        """Close the activities of these firings; what others still ask for stays."""
        kept = but_of.activity_id if but_of else self.activity_id.browse()
        (self.activity_id - kept)._procedure_close()

    def _fire_once(self, rows, at, state="nobody"):
        """Insert a firing per (duty, Call); one already there is left as it is.

        The INSERT under the unique index decides between two sweepers at once.

        :param rows: duties of one model, each with an `engine.escalation.Call`
        :param state: "missed", or "nobody" until it has been delivered
        """
        if not rows:
            return self.browse()
        self.flush_model()
        duties = rows[0][0]
        # Rungs are read once for all, whoever may read ladders.
        levels = self.env["procedure.escalation.level"].sudo()
        levels = levels.browse({call.level.key for _duty, call in rows})
        levels.fetch(["recipient", "how"])
        values = []
        for duty, call in rows:
            level = levels.browse(call.level.key)
            values.append(
                SQL(
                    "(%s)",
                    SQL(", ").join(
                        SQL("%s", value)
                        for value in (
                            duty.id,
                            level.id,
                            duty.clock_generation,
                            call.repeat,
                            call.moment,
                            level.recipient,
                            level.how,
                            state,
                            duty.case_id.id or None
                            if "case_id" in duty._fields
                            else None,
                            duty.company_id.id or None,
                            duty.user_id.id or None,
                            duty.due_at or None,
                            self.env.uid,
                            at,
                        )
                    ),
                )
            )
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_escalation (%s) VALUES %s"
                " ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(
                    SQL.identifier(name) for name in (duties._escalation_link, *COLUMNS)
                ),
                SQL(", ").join(values),
            )
        )
        fired = self.browse([row[0] for row in self.env.cr.fetchall()])
        duties.invalidate_model(["escalation_ids"], flush=False)
        return fired

    def _in_words_of(self, user):
        """Whoever runs the sweep, people are told in their own language."""
        return self.with_context(lang=user.lang or self.env.lang)

    def _rung_words(self):
        name = self.level_id.sudo().name  # ladders bind whoever may read them
        if not self.repeat:
            return name
        return self.env._("%(rung)s (again, no. %(n)s)", rung=name, n=self.repeat)

    def _summary(self):
        duty = self._duty()
        owner = duty.user_id.name or self.env._("nobody yet")
        if self.recipient == "role" and self.task_id:
            # Whoever holds a role need not stand in the line of who is late.
            owner = duty.department_id.name or duty.company_id.name
        return self.env._(
            "%(rung)s: %(step)s of %(owner)s",
            rung=self._rung_words(),
            step=duty._in_words(),
            owner=owner,
        )
