"""What end-to-end tests start from: a server, a browser, people who log in.

Each test file has a server and a database of its own, cloned from the template with
demo data. The clock starts at START unless the file says `START = "2026-10-05 09:00"`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .rpc import Rpc
from .server import Server, environment

START = "2026-10-01 08:00"
TIME_OUT = 20_000
CLOSED_NETWORK = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The browser's own remark on an answer that the test may have wanted.
NOISE = re.compile(r"Failed to load resource|WebSocket")


def password_of(user: str) -> str:
    return "admin" if user == "admin" else "demo"


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """`url`, `db`, `at`, `set_clock(when)`, `restart(at=None)`, `kill()`, `sql(…)`.

    Modules of Odoo that a file names (`MODULES = ("purchase",)`) are installed first.
    """
    name = Path(request.node.fspath).stem.removeprefix("test_")
    modules = getattr(request.module, "MODULES", ())
    running = Server(name, getattr(request.module, "START", START), modules)
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=environment("PC_CHROMIUM"), args=CLOSED_NETWORK
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(
    server: Server, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`new_page(**context_options)`: a fresh browser profile, its clock the server's.

    An uncaught error or an error on the console of any page fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def follow(when: datetime) -> None:
        for context in contexts:
            context.clock.set_system_time(when)

    def on_console(message) -> None:
        if message.type == "error" and not NOISE.search(message.text):
            complaints.append(message.text)

    def make(**options) -> Page:
        options = {
            "base_url": server.url,
            "locale": "en-US",
            "timezone_id": "Asia/Ho_Chi_Minh",
            "viewport": {"width": 1366, "height": 768},
        } | options
        context = browser.new_context(**options)
        context.set_default_timeout(TIME_OUT)
        contexts.append(context)
        context.clock.set_system_time(server.at)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", on_console)
        return page

    server.clock_followers.append(follow)
    yield make
    server.clock_followers.remove(follow)
    shots = Path(environment("PC_REPORTS"))
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=shots / f"{request.node.name}-{number}.png")
        context.close()
    assert not complaints, "the pages complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def login() -> Callable[..., Page]:
    """`login(page, user, password=None)`; the people of the demonstration say demo."""

    def log_in(page: Page, user: str, password: str | None = None) -> Page:
        page.goto("/web/login")
        page.fill("input[name=login]", user)
        page.fill("input[name=password]", password or password_of(user))
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_selector(".o_web_client .o_main_navbar")
        return page

    return log_in


@pytest.fixture
def rpc(server: Server) -> Callable[..., Rpc]:
    """`rpc(user, password=None).call(model, method, *args, **kwargs)`."""

    def connect(user: str, password: str | None = None) -> Rpc:
        return Rpc(server.url, server.db, user, password or password_of(user))

    return connect
