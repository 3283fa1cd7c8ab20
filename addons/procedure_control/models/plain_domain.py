"""Domains as a client can be handed them, to open what a figure counts."""

from datetime import datetime

from odoo import fields
from odoo.fields import Domain


def plain(domain):
    """A domain as JSON carries it: times as text, sets as lists."""
    return [
        (part[0], part[1], _value(part[2])) if isinstance(part, tuple) else part
        for part in domain
    ]


def _value(value):
    if isinstance(value, Domain):
        return plain(value)
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    return list(value) if isinstance(value, (set, frozenset, tuple)) else value
