"""An Odoo server process of its own on a database, measured from outside."""

import os
import re
import subprocess
import sys
import time

import requests


class Server:
    """`get_in(login)` → a session; `peak()` and `forget_peak()` of its memory."""

    def __init__(self, database, port):
        self.url = f"http://127.0.0.1:{port}"
        self.database = database
        command = [sys.executable, os.environ["PC_ODOO_BIN"], "server"]
        command += ["-c", os.environ["PC_ODOO_RC"], "-d", database]
        command += [f"--db-filter=^{database}$", f"--http-port={port}"]
        command += ["--max-cron-threads=0", "--limit-time-real=999999999"]
        # The other side may need what memory there is.
        command += ["--limit-memory-soft=0", "--limit-memory-hard=0"]
        command += ["--log-level=error", "--workers=0"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self._wait()

    def _wait(self):
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/web/health", timeout=30).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.2)
        self.close()
        raise RuntimeError("the server did not start")

    def get_in(self, login, password):
        session = requests.Session()
        answer = session.post(
            f"{self.url}/web/session/authenticate",
            json={
                "jsonrpc": "2.0",
                "params": {
                    "db": self.database,
                    "login": login,
                    "password": password,
                },
            },
            timeout=120,
        ).json()
        assert answer.get("result", {}).get("uid"), answer
        page = session.get(f"{self.url}/odoo", timeout=120).text
        session.token = re.search(r'csrf_token: "(\w+)"', page)[1]
        return session

    def call(self, session, model, method, *args, **kwargs):
        answer = session.post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
            timeout=600,
        ).json()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def download(self, session, path, target, **data):
        """Seconds until the file at ``path`` lies whole in ``target``."""
        start = time.perf_counter()
        with session.post(
            self.url + path,
            data={"csrf_token": session.token, **data},
            stream=True,
            timeout=3600,
        ) as answer:
            assert answer.ok, answer.text[:2000]
            assert "spreadsheet" in answer.headers["Content-Type"], answer.text[:2000]
            with open(target, "wb") as file:
                for block in answer.iter_content(1 << 20):
                    file.write(block)
        return time.perf_counter() - start

    def cpu(self):
        """Seconds of processor that it has taken so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def resident(self, what="VmRSS"):
        """Bytes of memory it holds; ``VmHWM`` for the most since `forget_peak`."""
        with open(f"/proc/{self.process.pid}/status") as file:
            found = re.search(rf"^{what}:\s+(\d+) kB", file.read(), re.MULTILINE)
        return int(found[1]) * 1024

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
