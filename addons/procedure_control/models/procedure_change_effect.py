from collections import defaultdict

from odoo import fields, models

#: Cases whose clock a change of the procedure may touch.
OPEN_CASES = ("running", "paused", "result_ready")
#: So many names are kept of each list; the count is exact.
NAMED = 50


class ProcedureChange(models.Model):
    """What a change touches, filled in by the system."""

    _inherit = "procedure.change"

    def _fill_in_effect(self, at):
        """Store what each change touches now: a fixed number of queries."""
        effects = self._effect_now(at)
        for change in self:
            effect = effects[change]
            change._note(
                {
                    "effect": effect,
                    "effect_at": at,
                    "open_case_count": effect["cases"]["count"],
                    "step_count": effect["steps"]["count"],
                    "people_count": effect["people"]["count"],
                    "form_count": effect["forms"]["count"],
                    "related_count": effect["related"]["count"],
                }
            )

    def _effect_now(self, at):
        """{change: {key: {"count": int, "names": [text]}}}.

        Keys: cases, waiting (at intake), steps, people, forms, related; beside them
        "agencies": {agency: open cases} and "revision": the one in force, as text.
        """
        # The effect is the same whoever asks; names of cases and people come out.
        documents = self.sudo().document_id
        in_force = {
            revision.document_id: revision
            for revision in documents.revision_ids.filtered(
                lambda r: r.state == "effective"
            )
        }
        cases, agencies = self._open_cases(documents, OPEN_CASES)
        waiting, _agencies = self._open_cases(documents, ("intake",))
        people = self._people(documents, in_force, at)
        related = self._related(documents)
        result = {}
        for change in self:
            document = change.sudo().document_id  # as above
            revision = in_force.get(document, self.env["procedure.revision"].sudo())
            steps = revision.step_ids
            result[change] = {
                "revision": revision.display_name or "",
                "agencies": agencies[document],
                "cases": _named(cases[document]),
                "waiting": _named(waiting[document]),
                "steps": _named(
                    [f"{s.label} {s.name}".strip() for s in steps.sorted("sequence")]
                ),
                "people": _named(people[document]),
                "forms": _named(
                    [f"{f.code or ''} {f.name}".strip() for f in revision.form_ids]
                ),
                "related": _named(related[document]),
            }
        return result

    def _open_cases(self, documents, states):
        """({document: [number of case]}, {document: {agency: count}})."""
        groups = (
            self.env["procedure.case"]
            .sudo()  # every case counts, whoever asks
            ._read_group(
                [("document_id", "in", documents.ids), ("state", "in", states)],
                ["document_id", "company_id"],
                ["name:array_agg", "__count"],
            )
        )
        names, agencies = defaultdict(list), defaultdict(dict)
        for document, company, numbers, count in groups:
            names[document] += sorted(number or "" for number in numbers)
            agencies[document][company.name] = count
        return names, agencies

    def _people(self, documents, in_force, at):
        """{document: names of who holds a role of its steps, in every agency}."""
        date = fields.Datetime.context_timestamp(self, at).date()
        revisions = self.env["procedure.revision"].sudo().union(*in_force.values())
        companies = documents.company_id | documents.applying_company_ids
        companies |= revisions.step_ids.agency_id
        holders = revisions.step_ids.role_id._holders_at(companies, date)
        result = defaultdict(list)
        for document, revision in in_force.items():
            users = self.env["res.users"].sudo()
            everywhere = document.company_id | document.applying_company_ids
            for step in revision.step_ids:
                users |= step.user_id
                for company in step.agency_id or everywhere:
                    users |= holders[step.role_id.id, company.id].user_id
            result[document] = sorted(users.mapped("name"))
        return result

    def _related(self, documents):
        """{document: procedures that refer to it in force, or that it refers to}."""
        references = (
            self.env["procedure.reference"]
            .sudo()  # every procedure that refers to it counts
            .search(
                [
                    ("revision_id.state", "=", "effective"),
                    ("document_id", "!=", False),
                    "|",
                    ("document_id", "in", documents.ids),
                    ("revision_id.document_id", "in", documents.ids),
                ]
            )
        )
        found = defaultdict(set)
        for reference in references:
            one, other = reference.revision_id.document_id, reference.document_id
            found[one].add(other)
            found[other].add(one)
        return defaultdict(
            list,
            {
                document: sorted(
                    # The title of a restricted procedure stays with it.
                    d.code if d.confidentiality == "restricted" else d.display_name
                    for d in others
                )
                for document, others in found.items()
            },
        )

    def action_refresh_effect(self):
        """Fill in the effect anew while nobody has decided."""
        self.check_access("read")
        self._require(
            self.filtered(lambda c: c.state in ("draft", "submitted")),
            self.env._("what it was decided on stays as it was."),
        )
        self._fill_in_effect(fields.Datetime.now())


def _named(names):
    return {"count": len(names), "names": list(names[:NAMED])}
