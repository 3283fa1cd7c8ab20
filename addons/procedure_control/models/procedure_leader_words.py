from odoo import models

from ..engine import leader_page
from .procedure_leader_page import PERIODS, ROWS

#: Figures that alarm, and those that warn, where there is anything to count.
_TONES = {
    "overdue": "danger",
    "late": "danger",
    "case_late": "danger",
    "soon": "warning",
    "nobody": "warning",
    "case_supplement": "info",
}


class ProcedureLeaderPage(models.AbstractModel):
    """How the leader's page is laid out and what stands on it, in words."""

    _inherit = "procedure.leader.page"

    def _labels(self):
        """{figure: what it counts}"""
        _ = self.env._
        return {
            "open": _("To do now"),
            "today": _("Due today"),
            "done_today": _("Steps done today"),
            "overdue": _("Overdue now"),
            "soon": _("About to be late"),
            "nobody": _("Nobody holds it"),
            "ended": _("Steps ended"),
            "in_time": _("Early or on time"),
            "late": _("Late"),
            "case_received_today": _("Received today"),
            "case_received": _("Cases received"),
            "case_ended_today": _("Ended today"),
            "case_ended": _("Cases ended"),
            "case_in_time": _("Early or on time"),
            "case_late": _("Late"),
            "case_supplement": _("Waiting for a supplement"),
        }

    def _tiles(self, totals):
        """Groups of figures in reading order; the first of a group stands large."""
        _ = self.env._
        return [
            self._tile(
                "load", _("Load today"), ["open", "today", "done_today"], totals
            ),
            self._tile(
                "late",
                _("Late and about to be"),
                ["overdue", "soon", "nobody"],
                totals,
                {"soon": _("Due within the next 8 working hours")},
            ),
            self._tile(
                "cases",
                _("Cases"),
                ["case_received_today", "case_ended_today", "case_supplement"],
                totals,
            ),
            self._tile(
                "case_rate",
                _("Cases in time, in the period"),
                ["case_ended", "case_in_time", "case_late", "case_received"],
                totals,
                rate=leader_page.rate(
                    {"ended": totals["case_ended"], "late": totals["case_late"]}
                ),
            ),
            self._tile(
                "step_rate",
                _("Steps in time, in the period"),
                ["ended", "in_time", "late"],
                totals,
                rate=leader_page.rate(totals),
            ),
        ]

    def _tile(self, key, title, names, totals, notes=None, **rate):
        labels = self._labels()
        tile = {
            "key": key,
            "title": title,
            "figures": [
                {
                    "key": name,
                    "label": labels[name],
                    "count": totals[name],
                    "tone": _TONES.get(name, "") if totals[name] else "",
                    "note": (notes or {}).get(name, ""),
                }
                for name in names
            ],
        }
        if rate:
            tile["rate"] = self._percent(rate["rate"])
        return tile

    def _rows_by(self, steps, at, column, names):
        """Rows of one dimension, the most urgent first, with what each counts."""
        _, labels = self.env._, self._labels()
        titles = {
            "company_id": _("By agency"),
            "department_id": _("By department"),
            "document_id": _("By procedure"),
        }
        nothing = {
            "company_id": _("No agency"),
            "department_id": _("No department"),
            "document_id": _("No procedure"),
        }
        every = leader_page.lines(steps, at)
        shown = every[:ROWS]
        bars = leader_page.bars(shown)
        figures = ("open", "overdue", "soon", "today", "done_today", "ended", "late")
        return {
            "key": column,
            "title": titles[column],
            "heads": [{"key": name, "label": labels[name]} for name in figures],
            "rows": [
                {
                    "key": line.key,
                    "name": names[column].get(line.key) or nothing[column],
                    "domain": [(column, "=", line.key or False)],
                    "cells": [
                        {
                            "key": name,
                            "count": line.counts.get(name, 0),
                            "tone": _TONES.get(name, "")
                            if line.counts.get(name)
                            else "",
                        }
                        for name in figures
                    ],
                    "rate": self._percent(leader_page.rate(line.counts)),
                    "bar": {
                        "overdue": bars[line.key].overdue,
                        "soon": bars[line.key].soon,
                        "rest": bars[line.key].rest,
                    },
                }
                for line in shown
            ],
            "left_out": len(every) - len(shown),
        }

    def _periods(self):
        _ = self.env._
        words = {
            "month": _("This statutory month"),
            "last_month": _("Last statutory month"),
            "quarter": _("This statutory quarter"),
            "half": _("This statutory half-year"),
            "year": _("This statutory year"),
        }
        return [{"key": key, "label": words[key]} for key in PERIODS]

    def _period_words(self, period):
        return f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
