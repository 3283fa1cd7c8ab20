"""A backup restored elsewhere verifies as whole; one altered byte in it is found."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from .server import environment, sql

START = "2026-10-05 09:00"

STORED = """
SELECT store_fname FROM ir_attachment
 WHERE store_fname IS NOT NULL AND file_size > 0 AND res_model IN (
       'procedure.round', 'procedure.revision', 'procedure.form', 'procedure.file')
 ORDER BY id LIMIT 1
"""


@pytest.fixture(scope="module")
def restored(server, tmp_path_factory):
    """The name of a database made from a backup of the server's, files included."""
    name = f"{server.db}_copy"
    dump = tmp_path_factory.mktemp("backup") / "database.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", dump, server.db], check=True)
    drop(server, name)
    sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    subprocess.run(
        ["pg_restore", "--no-owner", "--exit-on-error", "-d", name, dump], check=True
    )
    # Copied byte for byte: the filestores of the tests share their files by links.
    shutil.copytree(server.filestores / server.db, server.filestores / name)
    yield name
    drop(server, name)


def drop(server, name):
    sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(server.filestores / name, ignore_errors=True)


def verify(name, *options):
    """(exit code, result) of the command line, as the machine room runs it."""
    done = subprocess.run(
        [
            sys.executable,
            environment("PC_ODOO_BIN"),
            "procedure_verify",
            *("-c", environment("PC_ODOO_RC")),
            *("-d", name, "--json", *options),
        ],
        capture_output=True,
        text=True,
        env=os.environ | {"TZ": "UTC"},
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def breaks(result):
    return [f for f in result["findings"] if f["grade"] == "break"]


def test_a_restored_backup_is_whole_and_still_holds_the_heads(server, restored):
    """Proves: 21 CFR 11.10(c); ISO 9001 7.5.3.2 b."""
    code, result = verify(server.db)
    assert (code, breaks(result), result["state"]) == (0, [], "whole")
    assert result["seals"] > 100 and result["revisions"] > 2 and result["files"] > 0
    heads = [f"{head['last']}:{head['hash']}" for head in result["heads"]]
    code, result = verify(restored, *(f"--head={head}" for head in heads))
    assert (code, breaks(result)) == (0, [])
    code, result = verify(restored, f"--head=1:{'0' * 64}")
    assert (code, [f["kind"] for f in breaks(result)]) == (1, ["anchor"])


def test_one_altered_byte_of_a_stored_file_is_found(server, restored):
    path = server.filestores / restored / sql(STORED, restored)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, result = verify(restored)
    found = {f["kind"] for f in breaks(result)}
    assert code == 1 and found and found <= {"file", "content"}
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert verify(restored)[0] == 0


def test_one_altered_word_of_a_step_is_found(restored):
    step = sql(
        "SELECT s.id FROM procedure_step s JOIN procedure_revision r"
        " ON r.id = s.revision_id WHERE r.state = 'effective' ORDER BY 1 LIMIT 1",
        restored,
    )
    sql(f"UPDATE procedure_step SET name = name || '.' WHERE id = {step}", restored)
    code, result = verify(restored)
    [finding] = breaks(result)
    assert (code, finding["kind"]) == (1, "content")
    assert finding["field"].startswith("steps[") and finding["field"].endswith("].name")
