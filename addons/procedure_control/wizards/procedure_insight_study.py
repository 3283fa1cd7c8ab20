from collections import Counter, defaultdict
from typing import NamedTuple

from odoo import models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL

from ..engine import insight_path
from ..engine.insight_figures import quantile
from ..engine.insight_path import Walked
from ..engine.insight_variants import variants

STATES = {
    "d": "done",
    "s": "sent_back",
    "n": "no_reply",
    "k": "skipped",
    "K": "skipped",
}


class PathRow(NamedTuple):
    """Cases of one revision and variant that ended the same steps in one order."""

    revision_id: int
    variant_id: int | None
    document_id: int
    # (step id, outcome id or 0, occurrence, letter of STATES)
    steps: tuple
    moved: bool
    finished: bool  # came to a result
    cases: list


class Study(NamedTuple):
    """What the page and its lists of cases are both made from."""

    cases: dict  # id -> CaseRow
    leads: dict  # id -> working minutes
    paths: list  # of PathRow
    variants: list  # of engine.insight_variants.Variant
    deviations: dict  # kind -> ids of cases
    judged: set  # ids of cases
    unjudged: set  # ids of cases that were moved or became another variant
    at_steps: dict  # (kind, step in words) -> ids of cases
    labels: dict  # step in words -> its label, or what it is called where it has none


class ProcedureInsight(models.TransientModel):
    """The paths of cases, laid beside what their revisions say."""

    _inherit = "procedure.insight"

    def _study(self, scope):
        cases = {row.id: row for row in self._case_rows(scope.domain)}
        paths = self._paths(scope, cases)
        # The walk of a case is the same whoever looks at it.
        revisions = self.env["procedure.revision"].sudo()
        revisions.browse({path.revision_id for path in paths})._read_ahead()
        names = self._step_names(paths)
        deviations, at_steps = defaultdict(set), defaultdict(set)
        judged, unjudged = set(), set()
        for path in paths:
            ids = set(path.cases)
            verdict = None if path.moved else self._judge(path)
            if verdict is None:
                unjudged |= ids
                continue
            judged |= ids
            for kind, keys in verdict.items():
                deviations[kind] |= ids
                for key in keys:
                    at_steps[kind, key] |= ids
        changed = self._variant_changed(set().union(*deviations.values()))
        for found in (*deviations.values(), *at_steps.values()):
            found -= changed
        return Study(
            cases=cases,
            leads=self._leads(list(cases.values())),
            paths=paths,
            variants=variants(
                (path.document_id, activities, path.cases)
                for path in paths
                if (activities := _activities(path, names))
            ),
            deviations=dict(deviations),
            judged=judged - changed,
            unjudged=unjudged | changed,
            at_steps=dict(at_steps),
            labels={words: label for words, label in names.values()},
        )

    def _paths(self, scope, cases):
        """[PathRow]; who is not among the cases read is left out."""
        found = []
        for text, moved, ids in self._path_rows(scope.domain):
            steps = tuple(
                (int(step), int(outcome), int(occurrence), state)
                for step, outcome, occurrence, state in (
                    one.split(":") for one in text.split(",")
                )
            )
            by_revision = defaultdict(list)
            for case_id in ids:
                if row := cases.get(case_id):
                    key = (row.revision_id, row.variant_id, row.document_id)
                    by_revision[key, bool(row.result_at)].append(case_id)
            found += [
                PathRow(*key, steps, moved, finished, of)
                for (key, finished), of in by_revision.items()
            ]
        return found

    def _step_names(self, paths):
        """{step id: (what it is called, its label)} of all steps that ended."""
        ids = {step for path in paths for step, *_rest in path.steps}
        # What a step of a case is called is told to who sees the case.
        steps = self.env["procedure.step"].sudo().browse(ids)
        steps.fetch(["label", "name"])
        return {
            step.id: (
                " ".join(filter(None, (step.label, step.name))),
                step.label or step.name,
            )
            for step in steps
        }

    def _judge(self, path):
        """{kind: steps in words} of one path; None where it cannot be judged."""
        revision = self.env["procedure.revision"].sudo()  # as in _study
        revision = revision.browse(path.revision_id)
        try:
            runtime = revision._runtime()
        except (MissingError, UserError):
            return None
        outcomes = {found: place for place, found in runtime.outcome_ids.items()}
        walked = []
        for step, outcome, occurrence, letter in path.steps:
            key = runtime.step_keys.get(step, "")
            of_key, position = outcomes.get(outcome, ("", None))
            walked.append(
                Walked(
                    key=key,
                    occurrence=occurrence,
                    outcome=position if of_key == key else None,
                    state=STATES[letter],
                    permitted=letter == "k",
                )
            )
        variant = runtime.variant_keys.get(path.variant_id, "")
        judgement = insight_path.judge(runtime.content, variant, walked, path.finished)
        words = {
            step.key: " ".join(filter(None, (step.label, step.name)))
            for step in runtime.content.steps
        }
        return {
            kind: [words.get(key, "–") for key in keys]
            for kind, keys in judgement.found.items()
        }

    def _variant_changed(self, case_ids):
        """Of these cases, which the reader sees, those that became another variant."""
        if not case_ids:
            return set()
        rows = self._run(
            SQL(
                "SELECT DISTINCT case_id FROM procedure_event"
                " WHERE case_id = ANY(%s) AND kind = 'case.variant_changed'",
                list(case_ids),
            )
        )
        return {row[0] for row in rows}

    def _slow(self, study):
        """Ids of the cases that took longer than nine of ten."""
        leads = sorted(study.leads.values())
        bound = quantile(leads, 0.9)
        return {case for case, lead in study.leads.items() if lead > (bound or 0)}

    def _verdicts(self, study):
        """Counter of verdicts; cases without a due have none."""
        return Counter(row.verdict for row in study.cases.values() if row.verdict)


def _activities(path, names):
    return tuple(
        names[step][0] for step, _outcome, _no, state in path.steps if state in "dsn"
    )
