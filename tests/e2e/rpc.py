"""A person's JSON-RPC session over HTTP, as the web client uses it."""

from typing import Any

import requests


class RpcError(Exception):
    """What the server answered instead of a result.

    `name` is the exception's full Python name, `str(error)` its message.
    """

    def __init__(self, error: dict[str, Any]) -> None:
        data = error.get("data") or {}
        super().__init__(data.get("message") or error.get("message"))
        self.name: str = data.get("name", "")
        self.debug: str = data.get("debug", "")


class Rpc:
    """`call(model, method, *args, **kwargs)` as one user."""

    def __init__(self, url: str, db: str, login: str, password: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.session = self.post(
            "/web/session/authenticate",
            {"db": db, "login": login, "password": password},
        )
        self.uid: int = self.session["uid"]
        if not self.uid:
            raise RpcError({"message": f"{login} could not log in"})

    def post(self, path: str, params: dict[str, Any]) -> Any:
        """Call a JSON-RPC route; RpcError when it answers with an error."""
        answer = self.http.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=120,
        )
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            raise RpcError(body["error"])
        return body.get("result")

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        """Fetch a page or a file within the session."""
        return self.http.get(self.url + path, timeout=120, **kwargs)

    def download(self, path: str, companies: list[int]) -> bytes:
        """The file that a dialog of the web client sends for, of these agencies."""
        page = self.get("/odoo").text
        answer = self.http.post(
            self.url + path,
            data={"csrf_token": page.split('csrf_token: "')[1].split('"')[0]},
            cookies={"cids": "-".join(map(str, companies))},
            timeout=120,
        )
        assert answer.status_code == 200, answer.text[:500]
        return answer.content
