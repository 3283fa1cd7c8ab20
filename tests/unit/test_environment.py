"""What can be known of Docker, pins and ./dev without a Docker engine or a network."""

import ast
import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools" / "dev"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([0-9][\w.]*)$")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(name: str) -> dict[str, str]:
    found = {}
    for line in lines(name):
        if not line.startswith("-r "):
            match = PIN.match(line)
            assert match, f"{name}: {line!r} is not pinned"
            key = re.sub(r"[-_.]+", "-", match[1]).lower()
            assert key not in found, f"{name}: {key} twice"
            found[key] = match[2]
    return found


def shell(script: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a POSIX shell with ./dev's files sourced and a cache of its own."""
    sourced = "".join(
        f'. "{TOOLS}/{name}.sh"\n'
        for name in (
            "base",
            "system",
            "odoo",
            "python",
            "postgres",
            "server",
            "database",
        )
    )
    return subprocess.run(
        ["sh", "-euc", f'PC_ROOT="{ROOT}"\nPC_TOOLS="{TOOLS}"\n{sourced}{script}'],
        capture_output=True,
        text=True,
        env=os.environ | {"ODOO_HOME": ""} | environment,
        check=False,
    )


@pytest.fixture
def cache(tmp_path) -> dict[str, str]:
    # A space in the path is part of the promise.
    return {"PROCEDURE_CONTROL_CACHE": str(tmp_path / "a cache")}


# --- pins ----------------------------------------------------------------------------


def test_everything_is_pinned_once():
    seen: dict[str, str] = {}
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-lint.txt"):
        for key, version in pins(name).items():
            assert key not in seen, f"{key} is pinned in two files"
            seen[key] = version


def test_the_files_build_on_each_other():
    assert "-r requirements.txt" in lines("requirements-dev.txt")
    assert "-r requirements-dev.txt" in lines("requirements-lint.txt")


def test_what_the_addon_imports_is_pinned():
    manifest = ast.literal_eval(
        (ROOT / "addons/procedure_control/__manifest__.py").read_text(encoding="utf-8")
    )
    wanted = {name.lower() for name in manifest["external_dependencies"]["python"]}
    assert wanted <= set(pins("requirements.txt"))


# --- Docker --------------------------------------------------------------------------


def dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ")
    steps = (line.split(None, 1) for line in text.splitlines() if line.strip())
    return [(word.upper(), " ".join(rest.split())) for word, rest in steps]


def test_the_image_is_official_and_not_root():
    steps = dockerfile()
    assert steps[0] == ("FROM", "odoo:19.0")
    assert [rest for word, rest in steps if word == "USER"][-1] == "odoo"
    assert any(word == "HEALTHCHECK" for word, _rest in steps)


def test_the_image_installs_the_same_requirements():
    runs = [rest for word, rest in dockerfile() if word == "RUN"]
    copies = [rest for word, rest in dockerfile() if word == "COPY"]
    assert "requirements.txt /tmp/requirements.txt" in copies
    assert any("pip3 install" in run and "-r /tmp/req" in run for run in runs)
    # Nothing from PyPI comes in beside that file.
    assert sum("pip3 install" in run for run in runs) == 1


def test_the_image_has_what_printing_needs():
    system = (TOOLS / "system.sh").read_text(encoding="utf-8")
    needed = re.search(r"for package in (libpango.*);", system)[1].split()
    runs = " ".join(rest for word, rest in dockerfile() if word == "RUN")
    assert set(needed) <= set(runs.split())


def test_what_the_image_copies_is_there_and_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for word, rest in dockerfile():
        if word == "COPY":
            source = [part for part in rest.split() if not part.startswith("--")][0]
            assert (ROOT / source).exists(), source
            assert any(
                source == kept[1:] or source.startswith(kept[1:] + "/")
                for kept in ignored
                if kept.startswith("!")
            ), f"{source} is in .dockerignore"


@pytest.fixture
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_has_a_web_and_a_cron_service_and_postgresql_16(compose):
    services = compose["services"]
    assert services["db"]["image"] == "postgres:16"
    assert "--max-cron-threads=0" in services["web"]["command"]
    assert "ports" not in services["cron"]
    assert not any("--max-cron-threads=0" in w for w in services["cron"]["command"])


def test_compose_waits_for_health(compose):
    services = compose["services"]
    assert services["db"]["healthcheck"]["test"]
    assert services["init"]["depends_on"]["db"]["condition"] == "service_healthy"
    for name in ("web", "cron"):
        wait = services[name]["depends_on"]["init"]["condition"]
        assert wait == "service_completed_successfully"


def test_compose_binds_to_this_machine_only(compose):
    for service in compose["services"].values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_compose_keeps_data_in_named_volumes(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose["volumes"]


def test_secrets_come_from_the_environment():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    example = dict(line.split("=", 1) for line in lines(".env.example"))
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked == set(example)
    assert "${POSTGRES_PASSWORD:?" in text
    assert example["POSTGRES_PASSWORD"] == ""
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


# --- ./dev ---------------------------------------------------------------------------


def test_help_names_every_command_and_every_command_has_a_file():
    shown = subprocess.run(
        ["sh", str(ROOT / "dev"), "help"], capture_output=True, text=True, check=True
    ).stdout
    files = {path.stem.removeprefix("cmd_") for path in TOOLS.glob("cmd_*.sh")}
    named = set(re.findall(r"(?m)^\./dev (\w+)", shown))
    assert named == files | {"help"}
    assert {"run", "test", "lint", "bench", "shell", "psql", "reset"} <= files


def test_an_unknown_command_fails_and_says_so():
    answer = subprocess.run(
        ["sh", str(ROOT / "dev"), "fly"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "no command 'fly'" in answer.stderr


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_entry_points_may_be_executed(script):
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR


def test_ci_runs_the_tests():
    assert "./dev test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_another_system_is_pointed_to_docker_and_odoo_home(cache):
    answer = shell("is_debian() { return 1; }\nrefuse_other_systems", **cache)
    assert answer.returncode == 1
    assert "Docker" in answer.stderr
    assert "ODOO_HOME=" in answer.stderr


def test_another_system_with_its_own_odoo_is_welcome(cache, tmp_path):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    (tmp_path / "addons" / "web").mkdir(parents=True)
    script = 'is_debian() { return 1; }\nneed_odoo\necho "$PC_ODOO_ADDONS"'
    answer = shell(script, **cache, ODOO_HOME=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == f"{tmp_path}/addons,{tmp_path}/odoo/addons"


def test_an_odoo_home_of_another_version_is_refused(cache, tmp_path):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    answer = shell("need_odoo", **cache, ODOO_HOME=str(tmp_path))
    assert answer.returncode == 1
    assert "not Odoo 19.0" in answer.stderr


def test_without_rights_the_one_command_is_printed(cache):
    answer = shell(
        "is_root() { return 1; }\nhas_apt() { return 0; }\n"
        "command() { case $2 in sudo | chromium* | google*) return 1 ;; esac; }\n"
        "find_postgres() { return 1; }\nhas_package() { return 1; }\n"
        "want_browser_packages\nneed_server",
        **cache,
    )
    assert answer.returncode == 1
    mend = [line for line in answer.stderr.splitlines() if "apt-get install" in line]
    assert len(mend) == 1
    for package in ("chromium", "postgresql", "libpango-1.0-0", "fonts-dejavu-core"):
        assert f" {package}" in mend[0]


def test_a_damaged_cache_is_seen(cache, tmp_path):
    root = tmp_path / "a cache" / "odoo" / "root"
    root.mkdir(parents=True)
    for name in ("one.py", "two.py"):
        (root / name).write_text("")
    whole = "if odoo_is_whole; then echo whole; else echo damaged; fi"
    # Half-written: the count is written last.
    assert shell(whole, **cache).stdout.strip() == "damaged"
    (root.parent / "files").write_text("2\n")
    assert shell(whole, **cache).stdout.strip() == "whole"
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "one.pyc").write_text("")
    assert shell(whole, **cache).stdout.strip() == "whole"
    (root / "two.py").unlink()
    assert shell(whole, **cache).stdout.strip() == "damaged"


def test_a_wrong_download_is_refused(cache, tmp_path):
    package = tmp_path / "odoo-19.deb"
    package.write_bytes(b"not Odoo")
    answer = shell(f'found=$PC_ODOO_VERSION\ncheck_odoo_checksum "{package}"', **cache)
    assert answer.returncode == 1
    assert "SHA-256" in answer.stderr


def test_a_suffix_that_is_no_name_is_refused(cache):
    answer = shell(":", **cache, PC_DB_SUFFIX="a; DROP")
    assert answer.returncode == 1
    assert "PC_DB_SUFFIX" in answer.stderr


def test_the_next_free_port_is_found(cache):
    taken = shell(
        "PC_PYTHON=python3\nport=$(free_port 28069)\n"
        'python3 -c "import socket, sys, time\n'
        "s = socket.socket(); s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen()\n"
        'print(flush=True); time.sleep(20)" "$port" &\n'
        'sleep 1\nnext=$(free_port "$port")\nkill $!\necho "$port $next"',
        **cache,
    )
    port, following = taken.stdout.split()
    assert int(following) > int(port)
