"""The peer of `approve_revisions`: OCA's base_tier_validation from its wheel.

The wheel is fetched when the benchmark runs, into a folder that is thrown away; with it
goes a two-line model, since the module by itself validates nothing.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

WHEEL = "odoo-addon-base-tier-validation==19.0.1.4.6"

MODEL = """
from odoo import fields, models


class BenchPeer(models.Model):
    _name = "bench.peer"
    _description = "Peer"
    _inherit = ["tier.validation", "mail.thread"]
    _tier_validation_manual_config = False
    _state_from = ["draft"]
    _state_to = ["approved"]

    name = fields.Char()
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("cancel", "Cancelled")],
        default="draft",
    )
"""

DEFINITION = """
from odoo import models


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    def _get_tier_validation_model_names(self):
        return super()._get_tier_validation_model_names() + ["bench.peer"]
"""


def fetch(folder):
    """The addons path that holds base_tier_validation and the model it validates."""
    folder = Path(folder)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--dest", str(folder), WHEEL),
        ],
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    addons = folder / "odoo" / "addons"
    peer = addons / "bench_peer"
    peer.mkdir()
    manifest = {
        "name": "Peer",
        "depends": ["base_tier_validation"],
        "license": "AGPL-3",
    }
    (peer / "__manifest__.py").write_text(repr(manifest))
    (peer / "__init__.py").write_text("from . import peer, definition\n")
    (peer / "peer.py").write_text(MODEL)
    (peer / "definition.py").write_text(DEFINITION)
    return str(addons)


def define(env, reviewers):
    """One tier for each reviewer, in sequence, each told when it is his turn."""
    model = env["ir.model"]._get("bench.peer")
    env["tier.definition"].create(
        [
            {
                "name": f"Tier {number}",
                "model_id": model.id,
                "review_type": "individual",
                "reviewer_id": reviewer.id,
                "definition_type": "domain",
                "definition_domain": "[]",
                "sequence": 100 - number,
                "approve_sequence": True,
                "notify_on_create": True,
                "notify_on_accepted": True,
            }
            for number, reviewer in enumerate(reviewers)
        ]
    )


def acts(env, author, reviewers, size):
    """Records, and what their users do: request, validate each, write the state."""
    records = env["bench.peer"].with_user(author).sudo()
    records = records.create([{"name": f"P{n}"} for n in range(size)])

    def validate(reviewer):
        for record in records.with_user(reviewer).sudo():
            record.validate_tier()

    return records, [
        records.request_validation,
        *(lambda who=reviewer: validate(who) for reviewer in reviewers),
        lambda: records.write({"state": "approved"}),
    ]
