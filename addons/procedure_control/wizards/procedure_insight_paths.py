from odoo import api, models
from odoo.exceptions import UserError

from ..engine import insight_path
from ..engine.insight_figures import percent


class ProcedureInsight(models.TransientModel):
    """Paths on the page, and the lists of cases behind figures of the whole page."""

    _inherit = "procedure.insight"

    def _paths_section(self, scope, study):
        env = self.env
        greatest = max((len(one.cases) for one in study.variants), default=0)
        codes = self._codes(scope, study.paths)
        rows = [
            [
                self._tile(
                    codes.get(one.owner, "")
                    + " → ".join(study.labels[step] for step in one.activities),
                    hint=" → ".join(one.activities),
                ),
                self._tile(
                    len(one.cases),
                    key=["path", one.key],
                    bar=self._bar(len(one.cases), greatest),
                ),
                self._tile(self._share(one.share)),
            ]
            for one in study.variants
        ]
        note = env._(
            "%(count)s different paths. The first is the usual one; shares are of the "
            "cases of the same procedure.",
            count=len(study.variants),
        )
        without = len(study.cases) - sum(len(one.cases) for one in study.variants)
        if without:
            note += " " + env._(
                "%(count)s cases ended before any step had.", count=without
            )
        heads = [env._("Path"), env._("Cases"), env._("Share")]
        return self._section("paths", env._("Paths really taken"), heads, rows, note)

    def _conformance_section(self, study):
        env = self.env
        names = {
            insight_path.PERMITTED: env._("Skipped with permission"),
            insight_path.SKIPPED: env._("Skipped without permission"),
            insight_path.ORDER: env._("Done before its turn"),
            insight_path.FOREIGN: env._("Not in the flow"),
        }
        rows = []
        for kind in insight_path.KINDS:
            ids = study.deviations.get(kind, set())
            rows.append(
                [
                    self._tile(names[kind]),
                    self._tile("–"),
                    self._tile(len(ids), key=["deviation", kind]),
                    self._tile(self._share(percent(len(ids), len(study.judged)))),
                ]
            )
            at = [(k, ids) for k, ids in study.at_steps.items() if k[0] == kind and ids]
            for (_kind, step), of_step in sorted(at, key=lambda x: (-len(x[1]), x[0])):
                key = ["deviation", kind, step]
                share = self._share(percent(len(of_step), len(study.judged)))
                tiles = [self._tile(step), self._tile(len(of_step), key=key)]
                rows.append([self._tile(""), *tiles, self._tile(share)])
        note = env._(
            "%(judged)s cases were laid beside their revision; %(unjudged)s that were "
            "moved to another revision or variant are not judged. Jumps and returns "
            "that the revision lists keep to it.",
            judged=len(study.judged),
            unjudged=len(study.unjudged),
        )
        heads = [env._("Deviation"), env._("Step"), env._("Cases"), env._("Share")]
        title = env._("Conformance to the revision")
        return self._section("conformance", title, heads, rows, note)

    # --- lists behind figures ---------------------------------------------------------

    @api.model
    def open_records(self, scope, key):
        """The action that lists what a figure counts, read once more.

        :param dict scope: as the page gave it
        :param list key: of the figure
        """
        self._check_may_read()
        try:
            page = self.new(
                {
                    "period": "free",
                    "date_from": scope["date_from"],
                    "date_to": scope["date_to"],
                    "document_id": int(scope["document_id"] or 0) or False,
                    "company_ids": [int(one) for one in scope["company_ids"]],
                }
            )
            what, *rest = (str(part) for part in key)
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such figure.")) from error
        model, ids = page._records(page._scope(), what, rest)
        # A list is read under the rules of its model, whoever made its ids.
        records = self.env[model].search([("id", "in", sorted(ids))])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Insight"),
            "res_model": model,
            "domain": [("id", "in", records.ids)],
            "views": [(False, "list"), (False, "form")],
        }

    def _records(self, scope, what, rest):
        """(model, ids) of what the figure `what` counts."""
        if what in ("return", "return_cases"):
            model = "procedure.task" if what == "return" else "procedure.case"
            found = [r for r in self._return_rows(scope.domain) if r.key == rest]
            name = "tasks" if what == "return" else "cases"
            return model, {one for row in found for one in getattr(row, name)}
        study = self._study(scope)
        if what == "slow":
            ids = self._slow(study)
        elif what == "path":
            ids = {c for v in study.variants if [v.key] == rest for c in v.cases}
        elif what == "deviating":
            ids = self._deviating(study)
        elif what == "deviation" and len(rest) == 1:
            ids = study.deviations.get(rest[0], set())
        elif what == "deviation" and len(rest) == 2:
            ids = study.at_steps.get(tuple(rest), set())
        else:
            raise UserError(self.env._("There is no such figure."))
        return "procedure.case", ids

    def _deviating(self, study):
        """Ids of the cases that did not keep to their revision."""
        return set().union(
            *(
                ids
                for kind, ids in study.deviations.items()
                if kind != insight_path.PERMITTED
            )
        )
