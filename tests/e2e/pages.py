"""What people do on the screen, in the words of a test.

Places are found by the names of fields and buttons, never by their wording: the
people of the demonstration read Vietnamese.
"""

import re
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .rpc import Rpc
from .server import instant

#: As the screens say it; English only where the database has no Vietnamese.
VERDICT = {
    "early": re.compile("^(Trước hạn|Early)$"),
    "on_time": re.compile("^(Đúng hạn|On time)$"),
    "late": re.compile("^(Quá hạn|Overdue)$"),
    "overdue": re.compile("^(Quá hạn|Overdue)$"),
}

# Several suites may share the machine.
expect.set_options(timeout=20_000)


def shown(when: str) -> re.Pattern[str]:
    """A moment of Vietnam as the screens write it, the year left out where it is now.

    Vietnamese `14:00 8 thg 10`, English `Oct 8, 2:00 PM`.
    """
    at = instant(when)
    vietnamese = rf"{at.hour}:{at:%M}\D+{at.day} thg {at.month}\b"
    english = rf"{at:%b} {at.day},.*\b{at.hour % 12 or 12}:{at:%M}"
    return re.compile(f"({vietnamese}|{english})")


def utc(when: str) -> str:
    """A moment of Vietnam as RPC answers it."""
    return f"{instant(when).astimezone(UTC):%Y-%m-%d %H:%M:%S}"


class Desk:
    """One person before a browser of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # --- places -----------------------------------------------------------------------
    def open_case(self, case: int) -> None:
        self.page.goto(f"/odoo/cases/{case}")
        self.page.wait_for_selector(".o_form_view .o_procedure_path")

    def menu(self, section: str, entry: str) -> None:
        """A menu of the application, by the names in the addon's files."""
        self.page.click(f"[data-menu-xmlid='procedure_control.{section}']")
        self.page.click(f"[data-menu-xmlid='procedure_control.{entry}']")

    def open_my_work(self) -> None:
        self.page.goto("/odoo/my-work")
        self.page.wait_for_selector(".o_list_view")

    def my_row(self, number: str, label: str = "") -> Locator:
        """The row of a case, or of one step of it.

        The list of the last visit shows until the server has answered: who says the
        step waits for the new one.
        """
        rows = self.page.locator(".o_data_row", has_text=number)
        return rows.filter(has=self.cell("label", label)) if label else rows

    def cell(self, name: str, text: str) -> Locator:
        return self.page.locator(f"td[name={name}]", has_text=re.compile(f"^{text}$"))

    def search(self, words: str) -> None:
        """What is typed into the search box and confirmed."""
        box = self.page.locator(".o_searchview_input")
        box.fill(words)
        self.page.locator(
            ".o_searchview_autocomplete .o-dropdown-item"
        ).first.wait_for()
        box.press("Enter")
        expect(self.page.locator(".o_facet_values", has_text=words)).to_be_visible()

    # --- the doors to the one completion dialog ---------------------------------------
    def from_my_work(self, case: int, number: str, label: str) -> None:
        self.open_my_work()
        self.my_row(number, label).locator(
            "button[name=action_open_completion]"
        ).click()

    def from_case(self, case: int, number: str, label: str) -> None:
        self.open_case(case)
        self.page.click("button[name=action_complete_my_task]")

    def from_chatter(self, case: int, number: str, label: str) -> None:
        self.open_case(case)
        self.page.click(".o-mail-Activity-markDone")

    def from_systray(self, case: int, number: str, label: str) -> None:
        """The clock in the bar, the cases that wait, this case, its activity."""
        self.page.goto("/odoo/my-work")
        self.page.click(".o_menu_systray button:has(.fa-clock-o)")
        self.page.click(".o-mail-ActivityGroup[data-model_name='procedure.case']")
        self.search(number)
        self.page.locator(
            ".o_data_row, .o_activity_record", has_text=number
        ).first.click()
        self.page.click(".o-mail-Activity-markDone")

    # --- the completion dialog --------------------------------------------------------
    @property
    def dialog(self) -> Locator:
        return self.page.locator(".modal-dialog").last

    def complete(
        self, *, number: str = "", owner: str = "", file: Path | None = None
    ) -> None:
        """Fill in what the dialog asks for, go on to the next step, complete.

        `owner`: whom its doer chooses for the later steps.
        """
        dialog = self.dialog
        dialog.locator("button[name=action_complete]").wait_for()
        checks = dialog.locator("[name=check_ids] .o_data_row td[name=is_checked]")
        for cell in checks.all():
            cell.click()
        if dialog.locator("[name=choice_id] input").count():
            dialog.locator("[name=choice_id] input").first.check()
        if number:
            dialog.locator("[name=document_number] input").fill(number)
        if owner:
            later = dialog.locator("[name=assignment_ids] .o_data_row td[name=user_id]")
            for cell in later.all():
                cell.click()
                cell.locator("input").fill(owner)
                self.page.locator(
                    ".o-autocomplete--dropdown-item", has_text=owner
                ).click()
        if file:
            dialog.locator("input[type=file]").set_input_files(file)
            expect(dialog.locator(".o_attachment")).to_have_count(1)
        dialog.locator("button[name=action_complete]").click()
        expect(self.page.locator(".modal-dialog")).to_have_count(0)

    # --- intake -----------------------------------------------------------------------
    def choose(self, field: str, words: str) -> None:
        """A many2one: type words, take the first that is offered."""
        box = self.dialog.locator(f"[name={field}] input")
        box.fill(words)
        self.page.locator(".o-autocomplete--dropdown-item a").first.wait_for()
        box.press("Enter")

    def receive(self, code: str, requester: str, subject: str) -> None:
        """The intake form, left by *Receive and open*."""
        self.page.goto("/odoo/cases")
        self.page.locator("button[data-hotkey=c]").click()
        self.choose("document_id", code)
        self.dialog.locator("[name=requester_name] input").fill(requester)
        self.dialog.locator("[name=subject] input").fill(subject)
        self.dialog.locator("[name=component_ids] .o_data_row").first.wait_for()
        self.dialog.locator("button[name=action_receive]").click()
        self.page.wait_for_selector(".o_form_view .o_procedure_path")

    # --- cases received before a decision was entered ---------------------------------
    def decide_between(self, kept: dict[int, str]) -> None:
        """Fill in the dialog: {row: why it is kept}, all the others are moved."""
        dialog = self.dialog
        rows = dialog.locator("[name=line_ids] .o_data_row")
        rows.first.wait_for()
        dialog.locator("div[name=choice] input[type=radio]").nth(1).check()
        for number, reason in kept.items():
            rows.nth(number).locator("td[name=choice]").click()
            chosen = dialog.locator(".o_selected_row td[name=choice]")
            chosen.locator("input, select").first.click()
            self.page.locator(".o_select_menu_item").first.click()
            dialog.locator(".o_selected_row td[name=reason] :is(input, textarea)").fill(
                reason
            )

    # --- the compliance spreadsheet ---------------------------------------------------
    def export(self, folder: Path) -> Path:
        """The spreadsheet of the period that the wizard offers, downloaded."""
        self.page.goto("/odoo/my-work")
        self.menu("menu_reporting", "procedure_compliance_export_menu")
        with self.page.expect_download() as waiting:
            self.dialog.locator("button[name=action_export]").click()
        expect(self.page.locator(".modal-dialog")).to_have_count(0)
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    # --- what is read -----------------------------------------------------------------
    def field(self, name: str) -> Locator:
        return self.page.locator(f".o_form_view .o_field_widget[name={name}]").first

    def step(self, label: str) -> Locator:
        """The row of a step in the path of the open case."""
        rows = self.page.locator("[name=task_ids] .o_data_row")
        return rows.filter(has=self.cell("label", label))

    def expect_step(
        self, label: str, verdict: str, due: str = "", done: str = ""
    ) -> None:
        row = self.step(label)
        expect(row.locator("td[name=timing]")).to_have_text(VERDICT[verdict])
        if due:
            expect(row.locator("td[name=due_at]")).to_have_text(shown(due))
        if done:
            expect(row.locator("td[name=done_at]")).to_have_text(shown(done))

    def opened_case(self) -> tuple[int, str]:
        """(id, number) of the open case."""
        case = int(re.search(r"/(\d+)(?:\?|$)", self.page.url).group(1))
        return case, self.field("name").inner_text().strip()


class People:
    """`people("hoa")`: her desk; the browser is opened at her first use."""

    def __init__(
        self, new_page: Callable[..., Page], login: Callable[..., Page]
    ) -> None:
        self.new_page, self.login = new_page, login
        self.desks: dict[str, Desk] = {}

    def __call__(self, name: str) -> Desk:
        if name not in self.desks:
            page = self.new_page(locale="vi-VN")
            self.desks[name] = Desk(self.login(page, name))
        return self.desks[name]


def complete(
    desk: Desk,
    door: str,
    case: tuple[int, str],
    label: str,
    document_number: str = "",
    **given,
) -> None:
    """Finish a step of a case (id, number) through one of the four doors."""
    getattr(desk, f"from_{door}")(*case, label)
    desk.complete(number=document_number, **given)


def owner_of(admin: Rpc, case: int) -> str:
    """The login of the person whom the case waits for."""
    (task,) = admin.call(
        "procedure.task",
        "search_read",
        [("case_id", "=", case), ("state", "=", "ready")],
        ["user_id"],
    )
    (user,) = admin.call("res.users", "read", [task["user_id"][0]], ["login"])
    return user["login"]


def sweep(admin: Rpc) -> None:
    """What the scheduler does every five minutes, now."""
    (cron,) = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "procedure_control"), ("name", "=", "ir_cron_sweep")],
        ["res_id"],
    )
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


ACCOUNT = (
    "overrun_minutes",
    "step_overrun_minutes",
    "step_saved_minutes",
    "uncounted_minutes",
    "plan_minus_limit_minutes",
)


def expect_account(desk: Desk, *minutes: int) -> None:
    """Where the time of the open case went, as its form tells it."""
    desk.page.locator(".o_notebook a[name=due]").click()
    for name, value in zip(ACCOUNT, minutes, strict=True):
        expect(desk.field(name)).to_have_text(str(value))
    overrun, over, saved, uncounted, plan = minutes
    assert overrun == over - saved + uncounted + plan
