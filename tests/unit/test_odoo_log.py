"""The reading of Odoo's log, on which the verdict of ./dev test rests."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "dev"


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


odoo_log = load("odoo_log")
junit_tally = load("junit_tally")


def entry(level: str, logger: str, text: str) -> str:
    return f"2026-10-05 02:00:00,123 42 {level} db {logger}: {text} \n"


def parse(*entries: str) -> list:
    return list(odoo_log.records(iter("".join(entries).splitlines(keepends=True))))


def ours(*entries: str) -> list[str]:
    return [found.text.rstrip() for found in odoo_log.problems(parse(*entries))]


def test_a_warning_of_the_addon_counts():
    assert ours(entry("WARNING", "odoo.addons.procedure_control.models.x", "w")) == [
        "w"
    ]


def test_information_and_others_warnings_do_not_count():
    assert not ours(
        entry("INFO", "odoo.addons.procedure_control.models.x", "fine"),
        entry("WARNING", "odoo.addons.mail.models.y", "theirs"),
        entry("WARNING", "odoo.http", "/root/.cache/procedure_control/odoo/x.py"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Two fields (a, b) of procedure.case() have the same label: Due.",
        'bad query: UPDATE "procedure_case" SET x',
        "Failed\nTraceback:\n  File '/x/addons/procedure_control/models/y.py'",
        "no access rules for module procedure_control",
    ],
)
def test_what_names_the_addon_counts_whoever_says_it(text):
    assert ours(entry("WARNING", "odoo.whoever", text)) == [text]


def test_a_failed_test_is_no_warning_of_the_addon():
    failure = entry("ERROR", "odoo.addons.procedure_control.tests.test_x", "FAIL: T.t")
    assert not ours(failure)
    assert odoo_log.problems(parse(failure), everybody=True)


def test_a_browser_test_without_a_browser_counts():
    skip = "skipped TestTour.test_x : websocket-client module is not installed"
    assert ours(entry("INFO", "odoo.addons.procedure_control.tests.test_x", skip))
    other = "skipped TestX.test_y : not on this calendar"
    assert not ours(entry("INFO", "odoo.addons.procedure_control.tests.test_x", other))


def test_a_traceback_belongs_to_its_entry():
    found = parse(
        entry("ERROR", "odoo.sql_db", "one"), "Traceback\n", entry("INFO", "a", "two")
    )
    assert [record.text for record in found] == ["one\nTraceback", "two"]


def test_the_closing_line_is_counted():
    found = parse(
        entry("INFO", "odoo.addons.procedure_control.tests.test_x", "skipped T.t : no"),
        entry("ERROR", "odoo.tests.result", "1 failed, 2 error(s) of 10 tests when"),
    )
    assert odoo_log.tally(found) == (6, 3, 1)


def test_without_a_closing_line_nothing_ran():
    assert odoo_log.tally(parse(entry("INFO", "odoo", "bye"))) == (0, 0, 0)


def test_pytest_reports_are_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite><testcase/><testcase/><testcase><failure/></testcase>"
        "<testcase><error/></testcase><testcase><skipped/></testcase></testsuite>"
        "</testsuites>"
    )
    assert junit_tally.tally(str(report)) == (2, 2, 1)


def test_a_missing_report_is_no_success(tmp_path):
    answer = subprocess.run(
        [sys.executable, str(TOOLS / "junit_tally.py"), str(tmp_path / "none.xml")],
        capture_output=True,
        check=False,
    )
    assert answer.returncode != 0
