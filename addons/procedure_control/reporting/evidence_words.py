"""Keys that rows of documents and evidence carry, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta

from .scope import Scope
from .sheets import Spoken, Words

#: Signs of a fingerprint that are shown: enough to tell two apart by eye.
SHORT = 12


def last_day(scope: Scope) -> date:
    """The last day of the period that has come."""
    return (scope.until - timedelta(microseconds=1)).date()


def on_day(scope: Scope, words: Words) -> str:
    """*As it stood on 14/10/2026*."""
    text = Spoken(words)._("As it stood on %(day)s")
    return text % {"day": last_day(scope).strftime("%d/%m/%Y")}


def short(fingerprint: str) -> str:
    """Its first signs, without the version of the content before them."""
    return fingerprint.rpartition("$")[2][:SHORT]


def evidence_labels(words: Words) -> dict[str, dict[str, str]]:
    """Field of a row → key → text; an unknown key is printed as it is."""
    say = Spoken(words)
    return {
        "standing": {
            "effective": say._("In force"),
            "coming": say._("Not yet in force"),
            "ended": say._("No longer in force"),
            "draft": say._("Draft"),
        },
        "what": {
            "effective": say._("Took effect"),
            "ended": say._("Superseded or repealed"),
            "signed": say._("Signed"),
        },
        "meaning": {
            "prepare": say._("Prepared"),
            "review": say._("Reviewed"),
            "appraise": say._("Appraised"),
            "approve": say._("Approved"),
            "reject": say._("Rejected"),
            "comment": say._("Commented"),
            "adopt": say._("Adopted"),
        },
        "purpose": {
            "issue": say._("Issuance"),
            "repeal": say._("Repeal"),
            "keep": say._("Kept at review"),
            "adopt": say._("Adoption"),
        },
        "credential": {
            "password": say._("Password"),
            "passkey": say._("Passkey"),
            "session": say._("Session only"),
        },
        "review_state": {
            "open": say._("To be reviewed"),
            "asked": say._("Awaiting signature"),
            "done": say._("Review done"),
            "void": say._("Void"),
        },
        "outcome": {
            "keep": say._("Keep"),
            "revise": say._("Revise"),
            "repeal": say._("Repeal"),
        },
        "duty": {
            "task": say._("Step"),
            "request": say._("Signature"),
            "review": say._("Review"),
            "obstacle": say._("Obstacle"),
        },
        "firing": {
            "delivered": say._("Delivered"),
            "missed": say._("Missed"),
            "nobody": say._("Nobody to tell"),
        },
        "recipient": {
            "owner": say._("Responsible person"),
            "stand_in": say._("Stand-in"),
            "head": say._("Head of section"),
            "leader": say._("Leader in charge of the field"),
            "quality_officer": say._("Quality officer"),
            "role": say._("Holder of a role"),
        },
        "how": {
            "activity": say._("Activity"),
            "mail": say._("Mail"),
            "chatter": say._("Note in the discussion"),
            "reassign": say._("Give to somebody else"),
        },
    }
