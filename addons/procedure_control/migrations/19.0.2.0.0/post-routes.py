"""Rounds from before there were routes: one stage, the signer who was asked."""

import json

from odoo.tools import SQL

#: The words of the only stage there was, in the language of the document.
NAMES = {"vi": "Phê duyệt"}


def migrate(cr, version):
    cr.execute(
        SQL(
            "UPDATE procedure_signature_request q SET stage = 0, weight = 'required',"
            " stage_name = CASE r.language WHEN 'vi' THEN %s ELSE 'Approval' END"
            " FROM procedure_revision r"
            " WHERE r.id = q.revision_id AND q.weight IS NULL",
            NAMES["vi"],
        )
    )
    # An open round goes on by its stored stages: whoever is asked now is its stage.
    cr.execute(
        SQL(
            "SELECT d.id, r.language, u.id, p.name FROM procedure_round d"
            " JOIN procedure_revision r ON r.id = d.revision_id"
            " JOIN procedure_signature_request q"
            " ON q.round_id = d.id AND q.state = 'pending'"
            " JOIN res_users u ON u.id = q.user_id"
            " JOIN res_partner p ON p.id = u.partner_id"
            " WHERE d.closed_at IS NULL AND d.stages IS NULL"
        )
    )
    for round_id, language, user_id, name in cr.fetchall():
        stage = {
            "name": NAMES.get(language, "Approval"),
            "meaning": "approve",
            "rule": "all",
            "needed": 1,
            "weight": "required",
            "due": None,
            "signers": [{"id": user_id, "name": name}],
        }
        cr.execute(
            SQL(
                "UPDATE procedure_round SET stages = %s WHERE id = %s",
                json.dumps([stage], ensure_ascii=False),
                round_id,
            )
        )
