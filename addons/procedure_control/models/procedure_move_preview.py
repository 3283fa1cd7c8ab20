import hashlib
from contextlib import suppress

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class _Undo(Exception):
    """What was tried is taken back."""


class ProcedureMove(models.Model):
    """What a plan would do: tried with the very act that will do it, then undone."""

    _inherit = "procedure.move"

    def action_preview(self):
        """Work out anew where each case lands and when it is due; nothing moves."""
        self._require_preparer()
        self._check_prepared()
        for plan in self:
            plan._work_out(fields.Datetime.now())
        return True

    def _work_out(self, at):
        """Keep, of each case, where it would land, its dues, and what it lacks."""
        self.ensure_one()
        plan = self.sudo()  # the engine's own columns, of cases of any agency
        plan._refuse_doubles()
        found = plan._try(at)
        for line in plan.line_ids.filtered(lambda one: one.id in found):
            values = found[line.id]
            if values["obstacle"] and line.choice == "move":
                values |= {"choice": "keep"}
            if values["obstacle"] and line.choice != "stop":
                values |= {"reason": line.reason or values["obstacle"][:250]}
            line.write(values)
        plan._count_in_hand()
        plan.write({"previewed_at": at, "fingerprint": plan._list_fingerprint()})

    def _maps(self):
        """({id of a step: id of its counterpart}, the same of variants)."""
        steps = {
            row.old_step_id.id: row.new_step_id.id
            for row in self.step_ids
            if row.new_step_id
        }
        variants = {
            row.old_variant_id.id: row.new_variant_id.id
            for row in self.variant_ids
            if row.new_variant_id
        }
        return steps, variants

    def _refuse_doubles(self):
        """Refuse two steps of one old revision that are to be one."""
        known = set()
        for row in self.step_ids.filtered("new_step_id"):
            pair = (row.old_revision_id, row.new_step_id)
            if pair in known:
                raise UserError(
                    self.env._(
                        "%(step)s of the new revision stands for one step of the old "
                        "one, not for two.",
                        step=row.new_step_id._printed(),
                    )
                )
            known.add(pair)

    def _try(self, at):
        """{id of the line: values} of what moving its case would do; nothing stays."""
        steps, variants = self._maps()
        found, free = {}, self.line_ids.browse()
        for line in self.line_ids.filtered(lambda one: one.state == "planned"):
            case = line.case_id
            landing = case._landing(self.revision_id, steps, variants)
            found[line.id] = values = {
                "old_due": case.due_at,
                "new_due": False,
                "landing": False,
                "obstacle": False,
                "steps": line._steps_in_hand(),
            }
            if landing.obstacles:
                values["obstacle"] = case._why_not_moved(landing)
            else:
                values["landing"] = case._landing_words(landing, self.revision_id)
                free |= line

        def act(lines):
            lines.case_id._move_to(
                self.revision_id, steps, variants, self.reason or "", at
            )
            for line in lines:
                found[line.id] |= line._dues_then(found[line.id]["steps"])

        def failed(line, error):
            found[line.id] |= {"obstacle": str(error), "landing": False}

        with suppress(_Undo), self.env.cr.savepoint():
            met = self.env["procedure.job"]._divide(free, act, failed)
            for error in met.values():
                raise error  # somebody was at a case: worked out again as a whole
            raise _Undo
        return found

    def _count_in_hand(self):
        """How many cases stand at each step of the mapping: one query."""
        cases = self.line_ids.filtered(lambda one: one.state == "planned").case_id
        self.env.flush_all()
        rows = []
        if cases:
            rows = self.env.execute_query(
                SQL(
                    "SELECT step_id, COUNT(DISTINCT case_id) FROM procedure_task"
                    " WHERE case_id IN %s AND state IN ('ready', 'paused')"
                    " GROUP BY step_id",
                    tuple(cases.ids),
                )
            )
        counts = dict(rows)
        for row in self.step_ids:
            row.in_hand_count = counts.get(row.old_step_id.id, 0)

    # --- the list that is signed ------------------------------------------------------
    def _list_rows(self):
        """What is signed: the mapping, and of each case what becomes of it."""
        return {
            "plan": self.id,
            "to": self.revision_id.display_name,
            "to_fingerprint": self.revision_id.fingerprint or "",
            "reason": (self.reason or "").strip(),
            "steps": [
                [
                    row.old_step_id.id,
                    row.old_step_id._printed(),
                    row.new_step_id.id,
                    row.new_step_id._printed(),
                ]
                for row in self.step_ids.sorted("id")
            ],
            "variants": [
                [
                    row.old_variant_id.id,
                    row.old_variant_id.name,
                    row.new_variant_id.id,
                    row.new_variant_id.name or "",
                ]
                for row in self.variant_ids.sorted("id")
            ],
            "cases": [line._list_row() for line in self.line_ids.sorted("id")],
        }

    def _list_fingerprint(self):
        data = self.env["procedure.move.decision"]._list_bytes_of(
            self.with_context(lang=None)._list_rows()
        )
        return hashlib.sha256(data).hexdigest()


class ProcedureStep(models.Model):
    """How a list names a step."""

    _inherit = "procedure.step"

    def _printed(self):
        return " ".join(filter(None, (self.label, self.name)))


class ProcedureMoveLine(models.Model):
    """What of a case is told before and after."""

    _inherit = "procedure.move.line"

    def _steps_in_hand(self):
        """Who has which step of this case, and when it is due now."""
        begun = self.case_id.task_ids.filtered(
            lambda task: task.state in ("ready", "paused")
        )
        return [
            {
                "task": task.id,
                "step": " ".join(filter(None, (task.label, task.name))),
                "who": task.user_id.name or "",
                "old_due": fields.Datetime.to_string(task.due_at) or "",
            }
            for task in begun.sorted(lambda t: (t.sequence, t.id))
        ]

    def _dues_then(self, rows):
        """The values of a line whose case has just been moved."""
        tasks = {task.id: task for task in self.case_id.task_ids}
        return {
            "new_due": self.case_id.due_at,
            "steps": [
                row
                | {
                    "new_due": fields.Datetime.to_string(tasks[row["task"]].due_at)
                    or ""
                }
                for row in rows
            ],
        }

    def _list_row(self):
        return {
            "case": self.case_id.id,
            "number": self.case_name or "",
            "choice": self.choice,
            "reason": (self.reason or "").strip(),
            "old_due": self.old_due or "",
            "new_due": self.new_due or "",
            "cannot": bool(self.obstacle),
            "steps": self.steps or [],
        }
