from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What a row may say of its own paper receipt, and its name in the paper's dict.
OWN_PAPER = {
    "paper_number": "number",
    "paper_date": "date",
    "paper_file": "file",
    "paper_filename": "filename",
}


class ProcedureCase(models.Model):
    """Receipts entered with their true time, when the system was not at hand."""

    _inherit = "procedure.case"

    entered_late = fields.Boolean(
        string="Entered from paper",
        readonly=True,
        copy=False,
        help="Received on paper while the system was not at hand, and entered later "
        "with its true time.",
    )
    paper_receipt_number = fields.Char(
        string="Paper receipt",
        readonly=True,
        copy=False,
        help="Number of the receipt that was written by hand.",
    )

    @api.model
    def action_receive_late(self, vals_list, received_at, reason, paper):
        """Take in cases that were received on paper, at the moment it says.

        They run by the revision that was in force then, and are due by that moment.
        Several receipts may come at once, each with its own time and number; they are
        numbered in the order of their times, after what is registered already. Rungs
        of the ladder that called before now are kept as missed, and tell nobody.

        :param vals_list: as `action_receive` takes it; each row may say its own
            `received_at`, `received_by_id` (user who wrote the receipt),
            `paper_number`, `paper_date`, `paper_file` (Base64), `paper_filename`
        :param received_at: naive UTC, of the rows that say none; may be empty
        :param paper: dict with `number`, `date`, `file` (Base64), `filename`: the
            receipt, or the list of receipts, written then; of what rows do not say
        :return: ids of the cases in the order given
        :raises AccessError: neither quality nor manager of the department that receives
        :raises UserError: without paper, in the future, no revision in force then, a
            number of a receipt that was entered already
        """
        self._check_may_receive(vals_list)
        self._check_requesters(vals_list)
        receivers = [self._late_receiver(vals) for vals in vals_list]
        self._check_may_receive_late(vals_list, receivers)
        reason, now = self._reason(reason), fields.Datetime.now()
        moments = [
            self.browse()._happened(vals.get("received_at") or received_at, now)
            for vals in vals_list
        ]
        papers = self._receipt_papers(vals_list, moments, paper)
        groups = defaultdict(list)
        for row, group in enumerate(zip(moments, receivers, strict=True)):
            groups[group].append(row)
        made = {}
        for (at, receiver), rows in sorted(groups.items(), key=lambda g: g[0][0]):
            cases = self._receive([vals_list[row] for row in rows], at, receiver)
            made |= dict(zip(rows, cases, strict=True))
        cases = self.browse([made[row].id for row in range(len(vals_list))])
        cases._record_receipts(moments, papers, reason, now)
        # The sweep's work, whoever enters the receipts.
        cases.sudo().task_ids._miss_past_calls(now)
        return cases.ids

    def _record_receipts(self, moments, papers, reason, now):
        """Mark these cases, and keep an entry and an event of each receipt.

        :param moments: when each was received
        :param papers: what `_receipt_papers` answered
        """
        together = defaultdict(list)
        for row, (at, paper) in enumerate(zip(moments, papers, strict=True)):
            together[at, paper["paper_number"], paper["file_sha256"]].append(row)
        hidden = self.sudo()  # staff cannot write cases; the public act permitted it
        for (at, number, _hash), rows in together.items():
            cases = hidden.browse([self[row].id for row in rows])
            cases.write({"entered_late": True, "paper_receipt_number": number})
            cases.sudo(False)._record_late(
                "receipt",
                at,
                now,
                reason,
                papers[rows[0]],
                {},
                [papers[row]["receipt_key"] for row in rows],
            )

    def _late_receiver(self, vals):
        """Who received it then; the current user where the row does not say."""
        user_id = vals.get("received_by_id") or self.env.uid
        user = self.env["res.users"].browse(user_id if type(user_id) is int else ())
        agency_id = vals.get("company_id") or self.env.company.id
        known = user.exists().sudo()  # whether he is staff of that agency, no more
        if (
            not known
            or not known.has_group("procedure_control.group_staff")
            or agency_id not in known.company_ids.ids
        ):
            raise UserError(
                self.env._("Who received a dossier on paper is staff of that agency.")
            )
        return user

    # --- the papers -------------------------------------------------------------------

    def _receipt_papers(self, vals_list, moments, paper):
        """Columns of each receipt's paper, as `_late_paper` makes them.

        Rows without a number of their own are lines of one list.

        :raises UserError: something lacks, or a number was entered already
        """
        common = self._said_of_paper(paper if isinstance(paper, dict) else {})
        companies = self.env["res.company"]
        papers, made, keys, lines = [], {}, [], defaultdict(int)
        for vals, at in zip(vals_list, moments, strict=True):
            own = self._said_of_paper(
                {name: vals.get(key) for key, name in OWN_PAPER.items()}
            )
            agency = companies.browse(vals.get("company_id") or self.env.company.id)
            day = agency._procedure_local_date(at)
            dated = {"date": day} if own.get("number") and "date" not in own else {}
            said = tuple({**common, **dated, **own}.items())
            if said not in made:  # a file of many megabytes is read once
                made[said] = self._late_paper(dict(said))
            number = " ".join(made[said]["paper_number"].split())
            key = f"{made[said]['paper_date'].year}/{number.casefold()}"
            if not own.get("number"):
                lines[agency.id, key] += 1
                line = lines[agency.id, key]
                key = f"{key}#{line}" if line > 1 else key
            keys.append((agency.id, key))
            papers.append(made[said] | {"paper_number": number, "receipt_key": key})
        self._check_receipts_new(keys, papers)
        return papers

    def _said_of_paper(self, paper):
        """What is said of a paper; what has another shape is said and empty."""
        return {
            name: value if isinstance(value, (str, bytes, date)) else ""
            for name in OWN_PAPER.values()
            if (value := paper.get(name))
        }

    def _check_receipts_new(self, keys, papers):
        """A receipt is entered once: its number is new in the agency's year."""
        # Whether it was entered does not depend on what else he may read.
        entries = self.env["procedure.late.entry"].sudo()
        found = entries.search_fetch(
            [
                ("company_id", "in", list({company for company, _key in keys})),
                ("receipt_key", "in", [key for _company, key in keys]),
            ],
            ["company_id", "receipt_key", "case_id"],
        )
        taken = {(e.company_id.id, e.receipt_key): e.case_id for e in found}
        seen = set()
        for key, paper in zip(keys, papers, strict=True):
            if key in taken:
                raise UserError(
                    self.env._(
                        "The receipt %(number)s was entered already: %(case)s.",
                        number=paper["paper_number"],
                        case=taken[key].name,
                    )
                )
            if key in seen:
                raise UserError(
                    self.env._(
                        "The receipt %(number)s is named twice.",
                        number=paper["paper_number"],
                    )
                )
            seen.add(key)

    # --- who may ----------------------------------------------------------------------

    def _check_may_receive_late(self, vals_list, receivers):
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            return
        documents = self.env["procedure.document"].browse(
            {vals["document_id"] for vals in vals_list}
        )
        # Whose desk it is decides, whatever he may read of departments.
        desks = self.env["hr.department"].sudo()
        for receiver in self.env["res.users"].union(*receivers):
            rows = [
                vals
                for vals, by in zip(vals_list, receivers, strict=True)
                if by == receiver
            ]
            ids = self._receiving_departments(rows, documents, receiver)
            desks |= desks.browse(
                [department_id for department_id in ids if department_id]
            )
        heads = user.has_group("procedure_control.group_manager") and all(
            desk._procedure_managed_by(user) for desk in desks
        )
        if not (desks and heads):
            raise AccessError(
                self.env._(
                    "Only the manager of the department that receives or a quality "
                    "officer may enter a receipt with another time."
                )
            )
