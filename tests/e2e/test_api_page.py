"""The examples of docs/api.md, run as they stand against a real server."""

import base64
import hashlib
import re
import secrets
from pathlib import Path

import pytest

START = "2026-10-05 09:00"
PAGE = Path(__file__).parents[2] / "docs" / "api.md"
LOGIN = "oanh"


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def hashed(key: str) -> str:
    """As the platform keeps keys, beside their beginning in clear."""
    salt = secrets.token_bytes(16)
    made = hashlib.pbkdf2_hmac("sha512", key.encode(), salt, 6000)
    parts = [base64.b64encode(b, b"./").decode().rstrip("=") for b in (salt, made)]
    return "$pbkdf2-sha512$6000$" + "$".join(parts)


@pytest.fixture
def key(server, rpc) -> str:
    made = secrets.token_hex(20)
    server.sql(
        "INSERT INTO res_users_apikeys (name, user_id, scope, index, key,"
        " expiration_date) VALUES"
        f" ('robot', {rpc(LOGIN).uid}, 'rpc', '{made[:8]}', '{hashed(made)}',"
        " '2099-01-01') RETURNING id"
    )
    return made


def run(text: str, server, key: str) -> dict:
    """The names an example leaves, run with this server's address for its own."""
    first, rest = text.split("\n", 1)
    names = first.split(" = ")[0].split(", ")
    known = {"URL": server.url, "DB": server.db, "LOGIN": LOGIN, "KEY": key}
    values = {name: known[name] for name in names}
    exec(rest, values)  # noqa: S102 - the project's own page
    return values


def test_json2(server, rpc, key):
    found = run(examples()[0], server, key)
    first, again = found["first"], found["again"]
    assert (first["status"], again["status"]) == ("created", "unchanged")
    assert first["id"] == again["id"] and first["number"] == again["number"]
    [case] = rpc("quyen").call(
        "procedure.case", "read", [first["id"]], ["external_code", "state"]
    )
    assert (case["external_code"], case["state"]) == ("H-2026-000123", "running")
    with pytest.raises(RuntimeError, match="list"):
        found["call"]("procedure.case", "action_import", rows="x")


def test_xmlrpc(server, rpc, key):
    found = run(examples()[1], server, key)
    assert found["told"]["state"] == "running" and found["told"]["due_at"]
    assert "H-2026-000124" in found["message"]
    count = rpc("quyen").call(
        "procedure.case", "search_count", [["external_code", "=", "H-2026-000124"]]
    )
    assert count == 1


def test_every_example_is_run():
    assert len(examples()) == 2
