# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: What waits at the receiving side for the file.
OPEN = ("ready", "paused")


class ProcedureTask(models.Model):
    """How finished steps are handed over to the unit that goes on with them."""

    _inherit = "procedure.task"

    opens_ids = fields.One2many(
        "procedure.task", "opened_by_id", string="Steps it made ready"
    )
    handover_line_ids = fields.One2many(
        "procedure.handover.line", "next_task_id", string="Received by hand-over list"
    )
    to_hand_over = fields.Boolean(
        compute="_compute_to_hand_over",
        search="_search_to_hand_over",
        help="Done, and the next step waits in another unit without a list.",
    )

    _open_opened_by_idx = models.Index(
        "(opened_by_id) WHERE opened_by_id IS NOT NULL AND state IN ('ready', 'paused')"
    )
    _done_by_idx = models.Index("(done_by_id) WHERE done_by_id IS NOT NULL")

    # What it follows from besides would be looked up at every write of a task.
    @api.depends("state")
    @api.depends_context("uid")
    def _compute_to_hand_over(self):
        followed = self._followed()
        for task in self:
            found = followed.get(task.id)
            task.to_hand_over = bool(found and task._may_hand_over())

    def _search_to_hand_over(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["procedure.handover.line"].flush_model(["next_task_id"])
        self.flush_model(
            ["opened_by_id", "state", "company_id", "department_id", "user_id"]
        )
        waiting = SQL(
            "(SELECT done.id FROM procedure_task done"
            " JOIN procedure_task following ON following.opened_by_id = done.id"
            "  AND following.state IN ('ready', 'paused')"
            " WHERE done.done_by_id = %s AND done.state = 'done'"
            # As `_is_elsewhere` says.
            "  AND (following.company_id != done.company_id"
            "   OR following.department_id != done.department_id"
            "   OR ((following.department_id IS NULL OR done.department_id IS NULL)"
            "    AND following.user_id != done.done_by_id))"
            "  AND NOT EXISTS (SELECT FROM procedure_handover_line line"
            "   WHERE line.next_task_id = following.id))",
            self.env.uid,
        )
        domain = Domain("id", "in", waiting)
        return domain if True in value else ~domain

    # --- acts of users ---------------------------------------------------------------

    def action_hand_over_files(self):
        """Hand over files: what is still open is completed first; one list a place.

        :return: ids of the hand-over lists made
        :raises UserError: one of the tasks cannot be handed over, in words
        """
        self.check_access("read")
        obstacles = self._handover_obstacles()
        lines = [
            f"{task.case_id.name}: {reasons[0]}"
            for task, reasons in obstacles.items()
            if reasons
        ]
        if lines or not self:
            raise UserError(
                "\n".join([self.env._("Nothing was handed over."), *lines[:20]])
            )
        self.filtered(lambda task: task.state == "ready").action_complete()
        return self._hand_over_files(fields.Datetime.now()).ids

    def action_open_hand_over(self):
        """The dialog that shows where these files go, and which stay and why."""
        return self.env["procedure.handover.send"]._open(self)

    # --- who and where ---------------------------------------------------------------

    def _may_hand_over(self):
        """Who did the step or answers for it, and his colleagues of the department."""
        task = self.sudo()  # whose it was, whatever else he may read
        user = self.env.user
        return (
            user in (task.done_by_id | task.user_id | task.stand_in_id)
            or user in task.department_id.member_ids.user_id
        )

    def _is_elsewhere(self, company, department, user):
        """Whether work of that place and person lies outside this task's unit."""
        if company != self.company_id:
            return True
        if department and self.department_id:
            return department != self.department_id
        # Without departments an agency hands over from person to person.
        return bool(user) and user != (self.done_by_id or self.user_id)

    def _followed(self):
        """{id of a finished task: what it opened that waits elsewhere, on no list}."""
        tasks = self.sudo()  # the next step may be out of the sender's sight
        found = tasks.search(
            [
                ("opened_by_id", "in", self.ids),
                ("state", "in", OPEN),
                ("handover_line_ids", "=", False),
            ]
        )
        result = {}
        for following in found.sorted("id"):
            task = following.opened_by_id
            if task._is_elsewhere(
                following.company_id, following.department_id, following.user_id
            ):
                result[task.id] = result.get(task.id, tasks.browse()) | following
        return result

    def _handover_obstacles(self):
        """{task: [why it is not handed over now, in words]}; empty lists may go."""
        _ = self.env._
        open_ = self.filtered(lambda task: task.state == "ready")
        result = {task: [] for task in self} | open_._bulk_obstacles()
        free = open_.filtered(lambda task: not result[task])
        for task, places in free._places_to_come().items():
            if not places:
                result[task] = [_("it stays in your unit, or nothing follows it")]
        followed = (self - open_)._followed()
        for task in self - open_:
            if not task._may_hand_over():
                who = task.done_by_id.name or task.user_id.name or _("nobody yet")
                result[task] = [_("it belongs to %(owner)s", owner=who)]
            elif not followed.get(task.id):
                result[task] = [task._why_not_handed_over()]
        return result

    def _why_not_handed_over(self):
        task, _ = self.sudo(), self.env._  # names a list that he may not open
        if task.state not in ("done", "sent_back"):
            return _("it is not done: %(state)s", state=task._state_label().lower())
        lists = task.opens_ids.handover_line_ids.handover_id
        if lists:
            return _("it is on %(list)s already", list=lists[0].name)
        return _("no step waits for it in another unit")

    def _places_to_come(self):
        """{open task: names of the places its end leads to}, without ending it.

        Without a choice to make there is one way on; who gets the next step is asked
        of the roles for all tasks at once.
        """
        coming, tasks = {}, self.sudo()  # as in `_followed`
        for task in tasks:
            newest = task.case_id._newest()
            move = task.case_id._move_after(task, task._outcome(False), newest)
            coming[task] = tasks.browse().union(*(newest[key] for key in move.ready))
        following = tasks.browse().union(*coming.values())
        assignees = following._assignees(fields.Datetime.now()) if following else {}
        result = {}
        for task, known in zip(self, tasks, strict=True):
            places = []
            for step in coming[known]:
                to = assignees[step]
                department = step.department_id.browse(to.department_id or [])
                user = step.user_id.browse(to.user_id or [])
                if known._is_elsewhere(step.company_id, department, user):
                    places.append(step._place_name(step.company_id, department))
            result[task] = places
        return result

    def _places_of_followed(self):
        """{finished task: names of the places where its next steps wait}."""
        followed = self._followed()
        return {
            task: [
                step._place_name(step.company_id, step.department_id)
                for step in followed.get(task.id, ())
            ]
            for task in self
        }

    @api.model
    def _place_name(self, company, department):
        """How a place is called on a list: its department, with the agency."""
        return " – ".join(filter(None, (department.name, company.name)))

    # --- the engine ------------------------------------------------------------------

    def _hand_over_files(self, at):
        """Lists of what these finished tasks opened elsewhere: one a receiving place.

        :return: `procedure.handover` in the order of the places first met
        """
        followed = self._followed()
        if not followed:
            raise UserError(self.env._("No step waits for these in another unit."))
        tasks = self.sudo()  # as in `_followed`
        return self._make_lists(
            [(task, step) for task in tasks for step in followed.get(task.id, ())], at
        )

    @api.model
    def _make_lists(self, files, at):
        """One list a receiving place of (finished task, step it opened) pairs."""
        pairs = {}
        for task, step in files:
            place = (
                task.company_id,
                task.department_id,
                step.company_id,
                step.department_id,
            )
            pairs.setdefault(place, []).append((task, step))
        lists = self.env["procedure.handover"]
        numbers = lists._number([place[0] for place in pairs], at)
        made = lists._record(
            [
                self._handover_values(place, number, at) | {"line_count": len(files)}
                for (place, files), number in zip(pairs.items(), numbers, strict=True)
            ]
        )
        lines = self.env["procedure.handover.line"]._record(
            [
                made_list._line_values(task, step, order)
                for made_list, files in zip(made, pairs.values(), strict=True)
                for order, (task, step) in enumerate(files, 1)
            ]
        )
        log = self.env["procedure.event"]._log
        log(
            "handover.sent",
            made,
            at=at,
            values=lambda one: {"to": one.to_name, "files": one.line_count},
        )
        log(
            "handover.file_sent",
            lines,
            at=at,
            values=lambda line: {"list": line.handover_id.name, "to": line.next_name},
        )
        return made.sudo(False)

    def _handover_values(self, place, number, at):
        company, department, to_company, to_department = place
        return {
            "name": number,
            "company_id": company.id,
            "department_id": department.id,
            "to_company_id": to_company.id,
            "to_department_id": to_department.id,
            "from_name": self._place_name(company, department),
            "to_name": self._place_name(to_company, to_department),
            "handed_by_id": self.env.uid,
            "handed_by_name": self.env.user.name,
            "handed_at": at,
            "state": "sent",
        }


class ProcedureHandover(models.Model):
    _inherit = "procedure.handover"

    def _line_values(self, task, step, order):
        return {
            "handover_id": self.id,
            "sequence": order,
            "company_id": self.company_id.id,
            "to_company_id": self.to_company_id.id,
            "to_department_id": self.to_department_id.id,
            "case_id": task.case_id.id,
            "case_name": task.case_id.name,
            "document_id": task.document_id.id,
            "task_id": task.id,
            "next_task_id": step.id,
            "next_name": " ".join(filter(None, (step.label, step.name))),
            "state": "sent",
        }
