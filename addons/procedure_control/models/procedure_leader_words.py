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
        return {
            "open": self.env._("To do now"),
            "today": self.env._("Due today"),
            "done_today": self.env._("Steps done today"),
            "overdue": self.env._("Overdue now"),
            "soon": self.env._("About to be late"),
            "nobody": self.env._("Nobody holds it"),
            "ended": self.env._("Steps ended"),
            "in_time": self.env._("Early or on time"),
            "late": self.env._("Late"),
            "case_received_today": self.env._("Received today"),
            "case_received": self.env._("Cases received"),
            "case_ended_today": self.env._("Ended today"),
            "case_ended": self.env._("Cases ended"),
            "case_in_time": self.env._("Early or on time"),
            "case_late": self.env._("Late"),
            "case_supplement": self.env._("Waiting for a supplement"),
        }

    def _tiles(self, totals):
        """Groups of figures in reading order; the first of a group stands large."""
        return [
            self._tile(
                "load",
                self.env._("Load today"),
                ["open", "today", "done_today"],
                totals,
            ),
            self._tile(
                "late",
                self.env._("Late and about to be"),
                ["overdue", "soon", "nobody"],
                totals,
                {"soon": self.env._("Due within the next 8 working hours")},
            ),
            self._tile(
                "cases",
                self.env._("Cases"),
                ["case_received_today", "case_ended_today", "case_supplement"],
                totals,
            ),
            self._tile(
                "case_rate",
                self.env._("Cases in time, in the period"),
                ["case_ended", "case_in_time", "case_late", "case_received"],
                totals,
                rate=leader_page.rate(
                    {"ended": totals["case_ended"], "late": totals["case_late"]}
                ),
            ),
            self._tile(
                "step_rate",
                self.env._("Steps in time, in the period"),
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
        labels = self._labels()
        titles = {
            "company_id": self.env._("By agency"),
            "department_id": self.env._("By department"),
            "document_id": self.env._("By procedure"),
        }
        nothing = {
            "company_id": self.env._("No agency"),
            "department_id": self.env._("No department"),
            "document_id": self.env._("No procedure"),
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
        words = {
            "month": self.env._("This statutory month"),
            "last_month": self.env._("Last statutory month"),
            "quarter": self.env._("This statutory quarter"),
            "half": self.env._("This statutory half-year"),
            "year": self.env._("This statutory year"),
        }
        return [{"key": key, "label": words[key]} for key in PERIODS]

    def _period_words(self, period):
        return f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
