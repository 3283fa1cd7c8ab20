"""The event log: what it holds, what it hides, and that it counts as insight does."""

import csv
import io

from lxml import etree
from odoo import http
from odoo.tests import tagged

from ..models.procedure_event_log import SECRET_PARAMETER
from .case_common import CaseRpcCommon, local
from .explanation_common import LateNamesCommon
from .test_insight import InsightCommon

XES = "{http://www.xes-standard.org/}"
MODEL = "procedure.event.log.export"


class EventLogCommon(CaseRpcCommon):
    def _wizard(self, user=None, **values):
        user = user or self.officer
        return (
            self.env[MODEL]
            .with_user(user)
            .with_company(user.company_id)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .create(
                {
                    "date_from": "2026-10-01",
                    "date_to": "2026-10-31",
                    "company_ids": [(6, 0, user.company_ids.ids)],
                    **values,
                }
            )
        )

    def _fetch(self, wizard, user):
        self.authenticate(user.login, user.login)
        return self.url_open(
            f"/procedure_control/event_log/{wizard.id}",
            data={"csrf_token": http.Request.csrf_token(self)},
            timeout=60,
        )

    def _file(self, user=None, **values):
        user = user or self.officer
        response = self._fetch(self._wizard(user, **values), user)
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.env.invalidate_all()
        return response.content

    def _log(self, user=None, **values):
        """[(attributes of the trace, [attributes of an event])]."""
        log = etree.fromstring(self._file(user, **values))
        return [
            (_of(trace), [_of(event) for event in trace.iter(f"{XES}event")])
            for trace in log.iter(f"{XES}trace")
        ]


def _of(element):
    return {
        child.get("key"): child.get("value")
        for child in element
        if child.tag != f"{XES}event"
    }


@tagged("post_install", "-at_install")
class TestEventLog(InsightCommon, EventLogCommon):
    def test_a_cancelled_step_is_aborted_when_it_was(self):
        """By another way of its case, a day before the case ends."""
        case = self._receive(self.document, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 10:00")
        self._task(case, "B2")._stop("cancelled", local("2026-10-05 11:00"))
        case.with_user(self.officer)._end_by(
            "terminated", "r", local("2026-10-06 09:00")
        )
        [(_trace, events)] = self._log()
        [aborted] = [
            event["time:timestamp"][8:16]
            for event in events
            if event["lifecycle:transition"] == "ate_abort"
        ]
        self.assertEqual(aborted, "05T11:00")

    def test_a_case_is_a_trace_of_its_steps(self):
        self._three()
        traces = self._log()
        self.assertEqual(len(traces), 3)
        trace, events = traces[0]
        self.assertEqual(trace["procedure"], "QT.PT")
        self.assertEqual(trace["received"], "2026-10-05T08:00:00.000+07:00")
        self.assertEqual(
            [
                (
                    e["concept:name"],
                    e["lifecycle:transition"],
                    e["time:timestamp"][8:16],
                )
                for e in events
            ],
            [
                ("B1 Step B1", "assign", "05T08:00"),
                ("B1 Step B1", "complete", "05T10:00"),
                ("B2 Step B2", "assign", "05T10:00"),
                ("B2 Step B2", "start", "05T14:00"),
                ("B2 Step B2", "complete", "06T10:00"),
                ("B3 Step B3", "assign", "06T10:00"),
                ("B3 Step B3", "complete", "06T12:00"),
            ],
        )
        done = events[4]
        self.assertEqual(
            (done["waiting_minutes"], done["working_minutes"]), ("180", "300")
        )
        self.assertEqual(done["org:group"], "Phòng Thẩm định")
        self.assertEqual(done["org:role"], "i-expert")

    def test_it_counts_as_insight_does(self):
        self._three()
        found = {}
        for _trace, events in self._log():
            path = tuple(
                e["concept:name"].split()[0]
                for e in events
                if e["lifecycle:transition"] == "complete"
            )
            found[" → ".join(path)] = found.get(" → ".join(path), 0) + 1
        rows = self._rows(self._figures(), "paths")
        self.assertEqual({row[0]: int(row[1]) for row in rows}, found)

    def test_pauses_and_hand_overs_are_told(self):
        colleague = self._user("i-colleague")
        case = self._walk("2026-10-05 08:00", ("B1", "2026-10-05 09:00"))
        task = self._task(case, "B2")
        task.with_user(self.head).action_reassign(colleague.id, "Nghỉ ốm")
        case.with_user(self.officer)._pause(
            "supplement", "x", "x", local("2026-10-05 10:00")
        )
        case.with_user(self.officer)._resume("x", local("2026-10-06 10:00"))
        self._finish(case, "B2", "2026-10-06 11:00")
        self._finish(case, "B3", "2026-10-06 12:00", choice="next")
        [(_trace, events)] = self._log()
        of_b2 = [e for e in events if e["concept:name"] == "B2 Step B2"]
        names = [e["lifecycle:transition"] for e in of_b2]
        self.assertEqual(
            sorted(names), ["assign", "complete", "reassign", "resume", "suspend"]
        )
        complete = of_b2[names.index("complete")]
        self.assertEqual(complete["paused_minutes"], "480")
        # Who had it first is not told.
        self.assertNotIn("org:resource", of_b2[names.index("assign")])
        self.assertIn("org:resource", complete)

    def test_csv_has_the_same_events(self):
        self._three()
        data = self._file(file_format="csv")
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        of_xes = [
            (trace["concept:name"], e["concept:name"], e["lifecycle:transition"])
            for trace, events in self._log()
            for e in events
        ]
        keys = ("case:concept:name", "concept:name", "lifecycle:transition")
        self.assertEqual([tuple(row[key] for key in keys) for row in rows], of_xes)

    def test_the_same_data_gives_the_same_bytes(self):
        self._three()
        self.assertEqual(self._file(), self._file())
        self.assertEqual(self._file(file_format="csv"), self._file(file_format="csv"))

    def test_nobody_and_no_case_is_named(self):
        cases = self._three()
        cases[0].write({"requester_name": "Nguyễn Văn Kín", "subject": "Việc kín"})
        text = self._file().decode() + self._file(file_format="csv").decode()
        people = self.clerk | self.expert | self.head
        for hidden in (*people.mapped("name"), *people.mapped("login")):
            self.assertNotIn(hidden, text)
        for case in cases:
            self.assertNotIn(case.name, text)
        self.assertNotIn("kín", text)
        # One person is one pseudonym, two are two.
        of_step = {}
        for _trace, events in self._log():
            for event in events:
                of_step.setdefault(event["concept:name"], set()).add(
                    event.get("org:resource")
                )
        self.assertEqual([len(found) for found in of_step.values()], [1, 1, 1])
        self.assertEqual(len(set().union(*of_step.values())), 3)

    def test_a_pseudonym_depends_on_the_secret(self):
        self._three()
        before = {trace["concept:name"] for trace, _events in self._log()}
        self.env["ir.config_parameter"].set_param(SECRET_PARAMETER, "other")
        after = {trace["concept:name"] for trace, _events in self._log()}
        self.assertFalse(before & after)
        self.assertRefused(
            self.quality, "ir.config_parameter", "get_param", SECRET_PARAMETER
        )

    def test_names_for_quality_managers_with_a_reason(self):
        cases = self._three()
        for user in (self.officer, self.auditor, self.head):
            wizard = self._wizard(user, pseudonyms=False, reason="Muốn biết")
            response = self._fetch(wizard, user)
            self.assertEqual(response.status_code, 403, user.login)
            self.assertRefused(user, MODEL, "action_export", wizard.ids)
        wizard = self._wizard(self.quality, pseudonyms=False, reason="  ")
        self.assertEqual(self._fetch(wizard, self.quality).status_code, 422)
        traces = self._log(self.quality, pseudonyms=False, reason="Thanh tra yêu cầu")
        self.assertEqual(
            [trace["concept:name"] for trace, _events in traces],
            [case.name for case in cases],
        )
        self.assertEqual(traces[0][1][1]["org:resource"], self.clerk.name)
        told = self.env["procedure.event"].search(
            [("kind", "=", "event_log.exported")], limit=1
        )
        self.assertEqual(
            (told.user_id, told.reason), (self.quality, "Thanh tra yêu cầu")
        )
        self.assertIn('"pseudonyms":false', told.body)

    def test_the_file_of_another_is_refused(self):
        self._three()
        wizard = self._wizard(self.officer)
        for user in (self.quality, self.head, self.clerk):
            self.assertEqual(self._fetch(wizard, user).status_code, 403, user.login)
        self.assertRefused(self.clerk, MODEL, "create", {"date_from": "2026-10-01"})

    def test_another_agency_is_a_wall(self):
        self._three()
        elsewhere = self.env["res.company"].create(
            {"name": "Sở Khác", "procedure_calendar_id": self.calendar.id}
        )
        stranger = self._user(
            "l-stranger",
            "procedure_control.group_quality_manager",
            company=elsewhere,
        )
        self.assertEqual(self._log(stranger), [])
        wizard = self._wizard(stranger)
        wizard.sudo().company_ids = self.agency
        response = self._fetch(wizard, stranger)
        # An agency that is not his own is not even among what he chose.
        self.assertIn(response.status_code, (403, 422), response.text)

    def test_days_in_the_wrong_order_are_told(self):
        wizard = self._wizard(date_from="2026-11-01")
        response = self._fetch(wizard, self.officer)
        self.assertEqual(response.status_code, 422)
        self.assertIn("Choose a period that exists", response.text)

    def test_an_empty_period_gives_a_valid_file(self):
        self.assertEqual(self._log(), [])
        self.assertEqual(self._file(file_format="csv").count(b"\r\n"), 1)

    def test_queries_do_not_grow_with_cases(self):
        self._three()
        logs = self.env["procedure.event.log"].with_user(self.officer)
        domain = self._wizard()._case_domain()
        counts = []
        for _size in (1, 2):
            list(logs._traces(domain, False))  # warm
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            list(logs._traces(domain, False))
            counts.append(self.env.cr.sql_log_count - before)
            for _more in range(4):
                self._three()
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestEventLogNames(LateNamesCommon, EventLogCommon):
    """Who is late is told in his line first, here as everywhere."""

    def setUp(self):
        super().setUp()
        self._finish(self.task.case_id, "B3", "2026-10-09 09:00")
        # Another case of his, in time: there he has his pseudonym.
        case = self._open()
        self._finish(case, "B2", "2026-10-08 10:00")
        self._finish(case, "B3", "2026-10-09 09:00")
        self.env.flush_all()

    def _resources(self, user, **values):
        """{verdict of B2: whose it is} in the user's file."""
        return {
            e["verdict"]: {
                one["org:resource"]
                for one in events
                if one["concept:name"] == e["concept:name"] and "org:resource" in one
            }
            for _trace, events in self._log(user, **values)
            for e in events
            if e["concept:name"].startswith("B2")
            and e["lifecycle:transition"] == "complete"
        }

    def test_outside_the_line_the_department_stands_in_place_of_the_pseudonym(self):
        of_head = self._resources(self.head)
        self.assertEqual(len(set().union(*of_head.values())), 1)
        outside = self._resources(self.other_head)
        self.assertEqual(outside["late"], {self.section.name})
        # In time he is the same in both files; the late step leads to nobody.
        self.assertEqual(outside["early"], of_head["early"])

    def test_a_name_in_plain_keeps_the_same_wall(self):
        manager = self._user(
            "x-quality",
            "procedure_control.group_quality_manager,procedure_control.group_manager",
        )
        named = {"pseudonyms": False, "reason": "Thanh tra"}
        self.assertEqual(self._resources(manager, **named)["late"], {self.late.name})
        # Of an agency that is not his own he does not stand in the line.
        logs = self.env["procedure.event.log"].with_user(self.other_head)
        domain = self._wizard(self.other_head)._case_domain()
        names = {
            event.resource
            for trace in logs._traces(domain, True)
            for event in trace.events
            if event.activity.startswith("B2")
            and ("verdict", "late") in event.attributes
        }
        self.assertEqual(names, {self.section.name})
