"""A real Odoo server on a database of its own, for one test file."""

import configparser
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def instant(when: datetime | str) -> datetime:
    """A moment; without a time zone it is Vietnam's."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    return when if when.tzinfo else when.replace(tzinfo=ZONE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: run these tests with ./dev test e2e")
    return value


def sql(statement: str, db: str = "postgres") -> str:
    """Run one statement in the private cluster; its rows as psql prints them."""
    return subprocess.run(
        ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", db, "-c", statement],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


class Server:
    """`url`, `db`, `set_clock(when)`, `restart()`, `stop()`."""

    def __init__(
        self, name: str, at: datetime | str, modules: tuple[str, ...] = ()
    ) -> None:
        """Clone the template for `name`, add Odoo's `modules`, start at `at`."""
        suffix = os.environ.get("PC_SUFFIX", "")
        self.db = f"pc_e2e{suffix}_{name}"[:60]
        self.log = Path(environment("PC_LOGS")) / f"e2e{suffix}-{name}.log"
        self.filestores = Path(environment("PC_STATE")) / "data" / "filestore"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.at = instant(at)
        self.clock_followers: list[Callable[[datetime], None]] = []
        # Short, for a socket's path may hold 107 bytes.
        self.control = f"/tmp/pc-clock-{os.getpid()}-{self.port}"
        self.process: subprocess.Popen | None = None
        self._clone()
        if modules:
            self._install(modules)
        self.start()

    def _clone(self) -> None:
        template = environment("PC_E2E_TEMPLATE")
        self._drop()
        sql(f'CREATE DATABASE "{self.db}" TEMPLATE "{template}"')
        files = self.filestores / template
        if files.exists():
            shutil.copytree(files, self.filestores / self.db, copy_function=os.link)

    def _install(self, modules: tuple[str, ...]) -> None:
        # Where its dependencies have demo data Odoo loads that of a module too.
        self.sql("UPDATE ir_module_module SET demo = false")
        command = [*self._command("server"), "-i", ",".join(modules), "--without-demo"]
        command += ["--stop-after-init", "--no-http"]
        with self.log.open("ab") as log:
            subprocess.run(
                command,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"TZ": "UTC"},
            )

    def _command(self, act: str, control: str = "") -> list[str]:
        """Odoo by the clock of the test, on its database."""
        config = configparser.ConfigParser(interpolation=None)
        config.read(environment("PC_ODOO_RC"))
        addons = config["options"]["addons_path"]
        command = [sys.executable, str(HERE / "launcher.py")]
        command += ["--at", self.at.isoformat()]
        command += ["--control", control] if control else []
        command += ["--", act, "-c", environment("PC_ODOO_RC"), "-d", self.db]
        # Addons that only tests use stand beside them.
        command += [f"--addons-path={addons},{HERE.parent / 'addons'}"]
        return [*command, "--max-cron-threads=0"] if act == "server" else command

    def _drop(self) -> None:
        sql(f'DROP DATABASE IF EXISTS "{self.db}" WITH (FORCE)')
        shutil.rmtree(self.filestores / self.db, ignore_errors=True)

    def start(self) -> None:
        command = self._command("server", self.control)
        command += [f"--db-filter=^{self.db}$"]
        # A jump of the clock must not look like a request that takes days.
        command += [f"--http-port={self.port}", "--limit-time-real=999999999"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"TZ": "UTC"},
            )
        self._wait_until_ready()

    def _wait_until_ready(self, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=30):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])
        raise RuntimeError(f"the server did not start; {self.log} ends with\n{tail}")

    def set_clock(self, when: datetime | str, hold: bool = False) -> None:
        """From now on the server and the open browser pages take it to be `when`.

        `hold`: the server's clock stands there until it is set again.
        """
        self.at = instant(when)
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(30)
            control.connect(self.control)
            control.sendall(f"{self.at.isoformat()}{' hold' * hold}\n".encode())
            answer = control.makefile().readline().strip()
        if answer != "ok":
            raise RuntimeError(f"the clock was not set: {answer}")
        for follow in self.clock_followers:
            follow(self.at)

    def restart(self, at: datetime | str | None = None) -> None:
        """Stop and start again on the same database and port."""
        self.stop()
        if at is not None:
            self.at = instant(at)
        self.start()

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def close(self) -> None:
        """Stop and remove everything but the log."""
        self.stop()
        self._drop()
        Path(self.control).unlink(missing_ok=True)

    def shell(self, script: str) -> str:
        """Run Python with Odoo's `env` beside the server; what it printed."""
        with self.log.open("ab") as log:
            done = subprocess.run(
                [*self._command("shell"), "--no-http"],
                check=True,
                input=script,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | {"TZ": "UTC"},
            )
        return done.stdout

    def sql(self, statement: str) -> str:
        """Ask this server's database behind Odoo's back."""
        return sql(statement, self.db)
