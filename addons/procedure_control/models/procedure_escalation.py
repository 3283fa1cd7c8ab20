from odoo import api, fields, models
from odoo.tools import SQL


class ProcedureEscalation(models.Model):
    """One firing of one rung for one duty. The unique index makes it fire once."""

    _name = "procedure.escalation"
    _description = "Escalation"
    _order = "moment_at desc, id desc"

    level_id = fields.Many2one(
        "procedure.escalation.level",
        string="Rung",
        required=True,
        ondelete="restrict",
        index=True,
    )
    task_id = fields.Many2one("procedure.task", ondelete="restrict", index=True)
    request_id = fields.Many2one(
        "procedure.signature.request", ondelete="restrict", index=True
    )
    review_id = fields.Many2one("procedure.review", ondelete="restrict", index=True)
    generation = fields.Integer(default=1, help="Raised each time the clock moves.")
    moment_at = fields.Datetime(string="Moment", required=True)
    delivered_at = fields.Datetime(string="Delivered")
    user_id = fields.Many2one(
        "res.users", string="Told", ondelete="restrict", index=True
    )
    recipient = fields.Selection(related="level_id.recipient", store=True)
    # As they were when it fired: a duty may be handed on or get another due.
    case_id = fields.Many2one("procedure.case", ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", ondelete="restrict", index=True)
    late_user_id = fields.Many2one(
        "res.users", string="Responsible", ondelete="restrict"
    )
    due_at = fields.Datetime(string="Due")
    activity_id = fields.Many2one("mail.activity", ondelete="set null")
    mailed_at = fields.Datetime()

    _one_duty = models.Constraint(
        "CHECK(num_nonnulls(task_id, request_id, review_id) = 1)",
        "An escalation belongs to exactly one duty.",
    )
    _task_uniq = models.UniqueIndex("(task_id, level_id, generation)")
    _review_uniq = models.UniqueIndex("(review_id, level_id, generation)")
    _request_uniq = models.UniqueIndex("(request_id, level_id, generation)")
    _unmailed_idx = models.Index("(user_id, id) WHERE mailed_at IS NULL")

    @api.model
    def _links(self):
        """Names of the many2one that lead to a duty, one for each model of duties."""
        return ("task_id", "request_id", "review_id")

    def _duty(self):
        """The duty that this firing belongs to."""
        self.ensure_one()
        return next(self[name] for name in self._links() if self[name])

    def _fire_once(self, rows, at):
        """Insert a firing per (duty, Call); one already there is left as it is.

        The INSERT under the unique index decides between two sweepers at once.

        :param rows: duties of one model, each with an `engine.escalation.Call`
        """
        if not rows:
            return self.browse()
        self.flush_model()
        duties = rows[0][0]
        values = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                call.level.key,
                duty.id,
                duty.clock_generation,
                call.moment,
                duty.case_id.id or None if "case_id" in duty._fields else None,
                duty.company_id.id or None,
                duty.user_id.id or None,
                duty.due_at or None,
                self.env.uid,
                at,
            )
            for duty, call in rows
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_escalation (level_id, %s, generation,"
                " moment_at, case_id, company_id, late_user_id, due_at, create_uid,"
                " create_date) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(duties._escalation_link),
                SQL(", ").join(values),
            )
        )
        fired = self.browse([row[0] for row in self.env.cr.fetchall()])
        duties.invalidate_model(["escalation_ids"], flush=False)
        for firing in fired:
            firing.recipient = firing.level_id.recipient
        return fired

    def _deliver(self, at):
        """Tell each recipient: an activity at once, a line in his next digest.

        The owner is marked on his own activity, never given a second one; nobody
        above is ever the late person himself, an empty or equal rung goes one up.
        """
        if not self:
            return
        told = self._recipients(at)
        vals_list, with_activity = [], []
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        for firing in self:
            duty, user = firing._duty(), told[firing]
            if not user:
                continue  # nobody was told, and the list says so
            firing.write({"delivered_at": at, "user_id": user.id})
            if firing.recipient == "owner":
                continue
            about = duty._about()
            with_activity.append(firing)
            vals_list.append(
                {
                    "res_model_id": self.env["ir.model"]._get_id(about._name),
                    "res_id": about.id,
                    "res_name": about.display_name,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": duty._local_date(at),
                    "summary": firing._in_words_of(user)._summary(),
                    "automated": True,
                }
            )
        activities = self.env["mail.activity"]._procedure_mirror(vals_list)
        for firing, activity in zip(with_activity, activities, strict=True):
            firing.activity_id = activity
        self._mark_owner()
        self._tell_trail(at)

    def _tell_trail(self, at):
        by_duty = self.grouped(lambda firing: firing._duty())
        duties = next(iter(by_duty)).union(*by_duty)
        self.env["procedure.event"]._log(
            f"{duties._duty_kind}.escalated",
            duties,
            at=at,
            values=lambda duty: {
                "rungs": [
                    {
                        "level": f.level_id.name,
                        "told": f.user_id.name or "",
                        "moment": fields.Datetime.to_string(f.moment_at),
                    }
                    for f in by_duty[duty]
                ]
            },
        )

    def _in_words_of(self, user):
        """Whoever runs the sweep, people are told in their own language."""
        return self.with_context(lang=user.lang or self.env.lang)

    def _summary(self):
        duty = self._duty()
        return self.env._(
            "%(rung)s: %(step)s of %(owner)s",
            rung=self.level_id.name,
            step=duty._in_words(),
            owner=duty.user_id.name or self.env._("nobody yet"),
        )

    def _mark_owner(self):
        """The owner's own rung shows on his activity."""
        for firing in self.filtered(lambda f: f.recipient == "owner"):
            duty = firing._duty()
            if duty.activity_id:
                duty.activity_id.note = firing._in_words_of(duty.user_id).level_id.name

    def _recipients(self, at):
        """{firing: user}; the ladder climbs past empty rungs and the late person.

        It also climbs past who has no access to the agency, and so would be told of
        what he cannot open. Above everybody stands the agency's quality officer.
        """
        leaders = self._leaders(at)
        officers = list(self.env["res.company"]._procedure_quality())
        result = {}
        for firing in self:
            duty = firing._duty()
            late = duty.user_id | duty.stand_in_id
            if firing.recipient == "owner":
                result[firing] = duty.user_id
                continue
            agency = duty.company_id
            candidates = []
            if firing.recipient == "head":
                head = duty.department_id._procedure_head(
                    other_than=late, agency=agency
                )
                candidates.append(head)
            candidates += leaders[agency.id, duty._field_of_work().id] + officers
            result[firing] = next(
                (u for u in candidates if agency in u.company_ids and u not in late),
                self.env["res.users"],
            )
        return result

    def _leaders(self, at):
        """{(agency id, field id): users in charge, nearest agency first}."""
        # Who is in charge is asked, whoever sweeps by hand; only users come out.
        role = self.env["procedure.role"].sudo()
        roles = role.search([("is_leader", "=", True)])
        pairs = {(d.company_id, d._field_of_work()) for d in map(_duty_of, self)}
        agencies = self.env["res.company"].sudo().union(*(pair[0] for pair in pairs))
        ancestors = agencies._procedure_ancestors()
        companies = self.env["res.company"].sudo().union(*ancestors.values())
        holders = roles._holders_at(companies, fields.Date.to_date(at))
        lineage = roles._field_lineage({field.id for _agency, field in pairs} - {False})
        result = {}
        for company, field in pairs:
            people = []
            for agency in ancestors[company.sudo()]:
                of_agency = (
                    self.env["procedure.role.holder"]
                    .sudo()  # as above
                    .union(*(holders[r.id, agency.id] for r in roles))
                )
                people += roles._most_specific(
                    of_agency, lineage.get(field.id, ())
                ).user_id
            result[company.id, field.id] = [u for u in people if u.active]
        return result


def _duty_of(firing):
    return firing._duty()
