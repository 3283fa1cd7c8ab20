"""docs/validation.md says what the tests prove, and no clause is left open."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "validation.py"
spec = importlib.util.spec_from_file_location("validation", TOOL)
validation = importlib.util.module_from_spec(spec)
spec.loader.exec_module(validation)


def test_every_clause_is_answered_and_every_proof_names_a_clause():
    assert validation.problems() == []


def test_the_page_is_fresh():
    assert validation.PAGE.read_text() == validation.page(), (
        "run python tools/validation.py"
    )
