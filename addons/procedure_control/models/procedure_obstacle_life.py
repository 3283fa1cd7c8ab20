from odoo import api, fields, models
from odoo.exceptions import UserError

#: Model of what an obstacle is met at → the field that holds it.
PLACES = {
    "procedure.task": "task_id",
    "procedure.case": "case_id",
    "procedure.document": "document_id",
}


class ProcedureObstacle(models.Model):
    """Reported by who met it, answered by who owns the procedure, settled."""

    _inherit = "procedure.obstacle"

    # --- who may (the one source of buttons and guards) -------------------------------

    def _who_answers(self):
        """Open ones of which he is asked, or any that quality reads."""
        user = self.env.user
        waiting = self.filtered(lambda o: o.state == "open")
        if user.has_group("procedure_control.group_quality_officer"):
            return waiting._filtered_access("read")
        return waiting.filtered(lambda o: user in (o.user_id | o.stand_in_id))

    def _who_asks_again(self):
        user = self.env.user
        return self.filtered(lambda o: o.state == "answered" and o.raised_by_id == user)

    def _who_closes(self):
        """Who reported it; quality only what has its answer."""
        user = self.env.user
        quality = user.has_group("procedure_control.group_quality_officer")
        return self.filtered(
            lambda o: (
                (o.state != "closed" and o.raised_by_id == user)
                or (o.state == "answered" and quality)
            )
        )._filtered_access("read")

    def _who_asks_change(self):
        """Who answers for the procedure, and quality: once for each obstacle."""
        user = self.env.user
        without = self.filtered(lambda o: not o.change_id)
        if user.has_group("procedure_control.group_quality_officer"):
            return without._filtered_access("read")
        # The owner's own name is on the procedure he reads.
        return without.filtered(
            lambda o: user in (o.user_id | o.sudo().document_id.owner_id)
        )

    def _require(self, allowed, message):
        refused = self - allowed
        if refused:
            # Its words are in its name: who may not read it is told nothing of them.
            refused.check_access("read")
            raise UserError(
                self.env._(
                    "%(record)s: %(message)s",
                    record=refused[0].display_name,
                    message=message,
                )
            )

    def _in_text(self, text):
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in words: they are kept."))
        return text

    # --- acts -------------------------------------------------------------------------

    @api.model
    def action_raise(self, model, res_id, text):
        """Report what is in the way of a task, a case or a procedure.

        :param model: ``procedure.task``, ``procedure.case`` or ``procedure.document``
        :param res_id: its id; who reports it must be able to read it
        :return: the new obstacle
        """
        if model not in PLACES:
            raise UserError(
                self.env._("An obstacle is met at a task, a case or a procedure.")
            )
        place = self.env[model].browse(res_id).exists()
        if not place:
            raise UserError(self.env._("What this is about is no longer there."))
        # The doer of a task may always report on it, whatever else he may read.
        if model != "procedure.task" or not place.sudo()._may_act():
            place.check_access("read")
        return self._raise(place, self._in_text(text), fields.Datetime.now())

    def _raise(self, place, text, at):
        """Make the obstacle met at `place` and ask the owner of its procedure."""
        found = place.sudo()  # its parts may be out of the reporter's sight
        values = {PLACES[place._name]: found.id}
        if place._name == "procedure.document":
            agency, document = self.env.company, found
        else:
            agency, document = found.company_id, found.document_id
        if place._name == "procedure.task":
            values |= {"case_id": found.case_id.id, "step_id": found.step_id.id}
        obstacle = self._make(
            [
                values
                | {
                    "text": text,
                    "state": "open",
                    "document_id": document.id,
                    "company_id": document.company_id.id,
                    "department_id": document.department_id.id,
                    "met_in_id": agency.id,
                    "raised_by_id": self.env.uid,
                    "raised_at": at,
                    "clock_generation": 1,
                }
            ]
        )
        obstacle._ask(at)
        self.env["procedure.event"]._log(
            "obstacle.raised",
            obstacle,
            at=at,
            reason=text,
            values={
                "owner": obstacle.user_id.name or "",
                "due": fields.Datetime.to_string(obstacle.due_at) or "",
                "task": obstacle.task_id.display_name or "",
            },
        )
        return obstacle.sudo(False)

    def action_answer(self, text):
        """Say how to go on: for the owner of the procedure, or quality."""
        self._answer(text, fields.Datetime.now())
        return True

    def _answer(self, text, at):
        text = self._in_text(text)
        self._require(
            self._who_answers(),
            self.env._("only who is asked answers it, or quality, while it waits."),
        )
        self._move(
            {
                "state": "answered",
                "answer": text,
                "answered_by_id": self.env.uid,
                "answered_at": at,
                "next_check_at": False,
            }
        )
        self._told("obstacle.answered", at, text)
        self._tell_reporter(at)

    def action_ask_again(self, text):
        """The answer does not help: the owner is asked anew, with a new due time."""
        self._ask_again(text, fields.Datetime.now())
        return True

    def _ask_again(self, text, at):
        text = self._in_text(text)
        self._require(
            self._who_asks_again(),
            self.env._("only who reported it asks again, once it has an answer."),
        )
        for obstacle in self:
            generation = obstacle.clock_generation + 1
            obstacle._move({"state": "open", "clock_generation": generation})
        self.sudo()._ask(at)  # permitted above
        self._told("obstacle.asked_again", at, text)

    def action_close(self, text=False):
        """It is out of the way. One without an answer is settled with a reason."""
        self._close(text, fields.Datetime.now())
        return True

    def _close(self, text, at):
        self._require(
            self._who_closes(),
            self.env._("only who reported it settles it; quality what is answered."),
        )
        if "open" in self.mapped("state"):
            text = self._in_text(text)
        self._move(
            {
                "state": "closed",
                "closed_by_id": self.env.uid,
                "closed_at": at,
                "next_check_at": False,
            }
        )
        self._told("obstacle.closed", at, (text or "").strip())

    def action_start_change(self):
        """Ask for a change of the procedure because of it, and open the request."""
        return self._start_change(fields.Datetime.now())._open_form()

    def _start_change(self, at):
        self.ensure_one()
        self._require(
            self._who_asks_change(),
            self.env._("only the owner of the procedure or quality asks, once."),
        )
        change = self.env["procedure.change"].create(
            {
                "document_id": self.document_id.id,
                "source": "obstacle",
                "reason": "\n\n".join(filter(None, (self.text, self.answer))),
            }
        )
        self.sudo().change_id = change  # permitted above
        self.env["procedure.event"]._log(
            "obstacle.change_asked",
            self,
            at=at,
            values={"change": change.name},
        )
        return change

    # --- what the acts share ----------------------------------------------------------

    def _move(self, values):
        """Write on obstacles and close what was asked about them, for the acts alone.

        Two acts at once conflict on the row; the later one sees what the first did.
        """
        obstacles = self.sudo()  # permitted by the act; nobody may write them
        mirrors = obstacles.activity_id | obstacles.escalation_ids.activity_id
        obstacles.write(values)
        mirrors._procedure_close()

    def _told(self, kind, at, text):
        """Into the trail, and as a note on the obstacle itself."""
        self.env["procedure.event"]._log(kind, self, at=at, reason=text or None)
        if text:
            self.sudo()._message_log_batch(  # who may act may say so
                bodies=dict.fromkeys(self.ids, text),
                author_id=self.env.user.partner_id.id,
            )
