"""Somebody is away next week and has named who signs for him."""

from datetime import timedelta

from odoo import fields


def load_signing(library):
    """One coming delegation among the leaders of the province."""
    users = library.org.users
    today = fields.Date.today()
    monday = today + timedelta(days=7 - today.weekday())
    delegations = library.env["procedure.delegation"].with_user(users["son"])
    delegations.create(
        {
            "user_id": users["son"].id,
            "delegate_id": users["bac"].id,
            "date_from": monday,
            "date_to": monday + timedelta(days=4),
            "reason": "Đi công tác tại Bộ Tư pháp",
        }
    )
