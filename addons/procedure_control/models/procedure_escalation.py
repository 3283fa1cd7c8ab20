from odoo import fields, models
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
    generation = fields.Integer(default=1, help="Raised each time the clock moves.")
    moment_at = fields.Datetime(string="Moment", required=True)
    delivered_at = fields.Datetime(string="Delivered")
    user_id = fields.Many2one(
        "res.users", string="Told", ondelete="restrict", index=True
    )
    recipient = fields.Selection(related="level_id.recipient", store=True)
    case_id = fields.Many2one(related="task_id.case_id", store=True)
    company_id = fields.Many2one(related="task_id.company_id", store=True, index=True)
    late_user_id = fields.Many2one(related="task_id.user_id", string="Responsible")
    due_at = fields.Datetime(related="task_id.due_at")
    activity_id = fields.Many2one("mail.activity", ondelete="set null")
    mailed_at = fields.Datetime()

    _one_duty = models.Constraint(
        "CHECK(num_nonnulls(task_id, request_id) = 1)",
        "An escalation belongs to exactly one duty.",
    )
    _task_uniq = models.UniqueIndex("(task_id, level_id, generation)")
    _request_uniq = models.UniqueIndex("(request_id, level_id, generation)")
    _unmailed_idx = models.Index("(user_id, id) WHERE mailed_at IS NULL")

    def _fire_once(self, rows, at):
        """Insert a firing per (task, Call); one already there is left as it is.

        The INSERT under the unique index decides between two sweepers at once.
        """
        if not rows:
            return self.browse()
        self.flush_model()
        values = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s)",
                call.level.key,
                task.id,
                task.clock_generation,
                call.moment,
                task.case_id.id,
                task.company_id.id,
                self.env.uid,
                at,
            )
            for task, call in rows
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_escalation (level_id, task_id, generation,"
                " moment_at, case_id, company_id, create_uid, create_date) VALUES %s"
                " ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(values),
            )
        )
        fired = self.browse([row[0] for row in self.env.cr.fetchall()])
        self.env["procedure.task"].invalidate_model(["escalation_ids"], flush=False)
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
        model_id = self.env["ir.model"]._get_id("procedure.case")
        for firing in self:
            task, user = firing.task_id, told[firing]
            if not user:
                continue  # nobody was told, and the list says so
            firing.write({"delivered_at": at, "user_id": user.id})
            if firing.recipient == "owner":
                continue
            with_activity.append(firing)
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": task.case_id.id,
                    "res_name": task.case_id.display_name,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": task.case_id._local(at).date(),
                    "summary": firing._in_words_of(user)._summary(),
                    "automated": True,
                }
            )
        activities = self.env["mail.activity"]._procedure_mirror(vals_list)
        for firing, activity in zip(with_activity, activities, strict=True):
            firing.activity_id = activity
        self._mark_owner()
        by_task = self.grouped("task_id")
        self.env["procedure.event"]._log(
            "task.escalated",
            self.task_id,
            at=at,
            values=lambda task: {
                "rungs": [
                    {
                        "level": f.level_id.name,
                        "told": f.user_id.name or "",
                        "moment": fields.Datetime.to_string(f.moment_at),
                    }
                    for f in by_task[task]
                ]
            },
        )

    def _in_words_of(self, user):
        """Whoever runs the sweep, people are told in their own language."""
        return self.with_context(lang=user.lang or self.env.lang)

    def _summary(self):
        task = self.task_id
        return self.env._(
            "%(rung)s: %(step)s of %(owner)s",
            rung=self.level_id.name,
            step=" ".join(filter(None, (task.label, task.name))),
            owner=task.user_id.name or self.env._("nobody yet"),
        )

    def _mark_owner(self):
        """The owner's own rung shows on his activity."""
        for firing in self.filtered(lambda f: f.recipient == "owner"):
            if firing.task_id.activity_id:
                worded = firing._in_words_of(firing.task_id.user_id)
                firing.task_id.activity_id.note = worded.level_id.name

    def _recipients(self, at):
        """{firing: user}; the ladder climbs past empty rungs and the late person.

        It also climbs past who has no access to the agency, and so would be told of
        what he cannot open. Above everybody stands the agency's quality officer.
        """
        leaders = self._leaders(at)
        officers = self.env.ref("procedure_control.group_quality_officer")
        officers = list(officers.all_user_ids.filtered(lambda u: u.active and u.id > 1))
        result = {}
        for firing in self:
            task = firing.task_id
            late = task.user_id | task.stand_in_id
            if firing.recipient == "owner":
                result[firing] = task.user_id
                continue
            agency = task.company_id
            candidates = []
            if firing.recipient == "head":
                head = task.department_id._procedure_head(
                    other_than=late, agency=agency
                )
                candidates.append(head)
            candidates += leaders[agency.id, task.field_id.id] + officers
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
        tasks = self.task_id
        ancestors = tasks.company_id.sudo()._procedure_ancestors()
        companies = self.env["res.company"].sudo().union(*ancestors.values())
        holders = roles._holders_at(companies, fields.Date.to_date(at))
        lineage = roles._field_lineage(set(tasks.field_id.ids))
        result = {}
        for company, field in {(t.company_id, t.field_id) for t in tasks}:
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
