# Failures are counted in a cursor of their own, so that they outlive the rollback.
# pylint: disable=invalid-commit
import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessDenied, UserError
from odoo.service.model import Params
from odoo.tools import SQL

from .procedure_signing_failure import KINDS, LOCK, TRIES

ASKED = {"password": "password", "webauthn": "webauthn_response"}


class _WithoutSecrets(logging.Filter):
    """Odoo writes the arguments of every call into its log of level DEBUG."""

    def filter(self, record):
        args = record.args if isinstance(record.args, tuple) else ()
        for arg in args:
            if isinstance(arg, Params):
                arg.args = [self._plain(value) for value in arg.args]
                arg.kwargs = {k: self._plain(v) for k, v in arg.kwargs.items()}
        return True

    @staticmethod
    def _plain(value):
        if isinstance(value, dict) and not value.keys().isdisjoint(ASKED.values()):
            return {**value, **dict.fromkeys(ASKED.values(), "…")}
        return value


logging.getLogger("odoo.service.model").addFilter(_WithoutSecrets())


class ProcedureSigning(models.AbstractModel):
    """Who signs proves who he is in the same call."""

    _name = "procedure.signing"
    _description = "Signing"

    def _authenticate(self, credential, companies, documents=1):
        """The kind of proof given: ``password``, ``passkey`` or ``session``.

        :param credential: dict as `res.users._check_credentials` takes it, with the
            ``login`` of who signs, or None
        :param companies: agencies whose settings bind the signature
        :param documents: how many are signed by this one proof
        :raises AccessDenied: wrong credential; the failure is counted
        :raises UserError: none given where one is needed, or signing is locked
        """
        # The settings bind a signer whether or not he may read every agency.
        companies = companies.sudo()
        if documents > 1 and "document" in companies.mapped("procedure_sign_each"):
            raise UserError(
                self.env._(
                    "This agency asks for your password for each document. Sign them "
                    "one at a time."
                )
            )
        if not credential:
            return self._without_credential(companies)
        with self._counting() as failures:
            failures._refuse_while_locked()
            if self._holds(credential):
                return KINDS[credential["type"]]
            failure = failures._count(self._kind(credential))
        raise AccessDenied(self._refusal(failure))

    def _without_credential(self, companies):
        if self._means():
            raise UserError(
                self.env._(
                    "Your password or passkey is needed to sign; being logged in is "
                    "not enough."
                )
            )
        if "refuse" in companies.mapped("procedure_sign_without_credential"):
            raise UserError(
                self.env._(
                    "Your login has neither a password nor a passkey, and this agency "
                    "takes no signature without one. Ask your administrator for a "
                    "password."
                )
            )
        return "session"

    @api.model
    def _means(self):
        """What the current user can prove himself by: ``password``, ``passkey``."""
        means = set()
        # Never read through the ORM: the hash is not a field.
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM res_users"
                " WHERE id = %s AND COALESCE(password, '') != ''",
                self.env.uid,
            )
        )
        if self.env.cr.fetchone() or self._outer_directory():
            means.add("password")
        user = self.env.user
        if "auth_passkey_key_ids" in user._fields and user.auth_passkey_key_ids:
            means.add("passkey")
        return means

    @api.model
    def _outer_directory(self):
        """Whether passwords are kept by a directory (LDAP) instead of this database."""
        if "res.company.ldap" not in self.env:
            return False
        # Only whether there is one: its address stays hidden.
        directories = self.env["res.company.ldap"].sudo()
        return bool(directories.search_count([("ldap_server", "!=", False)], limit=1))

    @staticmethod
    def _kind(credential):
        """Its type if it may prove anything at all: what a client sends is any JSON."""
        kind = credential.get("type") if isinstance(credential, dict) else None
        return kind if isinstance(kind, str) and kind in KINDS else None

    def _holds(self, credential):
        """Whether the credential is the current user's own, by what he knows or has."""
        if not self._kind(credential):
            return False
        user = self.env.user
        if credential.get("login") not in (None, user.login):
            return False
        name = ASKED[credential["type"]]
        proof = credential.get(name)
        if not isinstance(proof, str) or not proof:
            return False
        plain = {"type": credential["type"], "login": user.login, name: proof}
        try:
            info = user._check_credentials(plain, {"interactive": True})
        except (AccessDenied, ValueError, KeyError, TypeError):
            return False  # wrong, or no passkey's answer at all
        return info.get("uid") == user.id and info.get("auth_method") != "apikey"

    @contextmanager
    def _counting(self):
        """The failures of the current user on a cursor of their own.

        What is counted there stays when the call fails. One attempt of a user at a
        time: guesses sent all at once are counted one by one.
        """
        with self.env.registry.cursor() as cr:
            key = SQL("hashtext('procedure.signing'), %s", self.env.uid)
            cr.execute(SQL("SELECT pg_advisory_lock(%s)", key))
            try:
                cr.commit()  # from here on it sees what the one before has counted
                env = api.Environment(cr, self.env.uid, {"lang": self.env.lang})
                yield env["procedure.signing.failure"]
                cr.commit()
            finally:
                cr.rollback()
                cr.execute(SQL("SELECT pg_advisory_unlock(%s)", key))
                cr.commit()

    def _refusal(self, failure):
        """Words for who has just failed. `failure` is what `_count` gave back."""
        if failure["locked_until"]:
            return self.env._(
                "Signing is locked for %(minutes)s minutes after %(tries)s wrong "
                "attempts. The quality manager and the auditors have been told.",
                minutes=int(LOCK.total_seconds() // 60),
                tries=TRIES,
            )
        return self.env._(
            "This is not the password or passkey of %(login)s. Attempts left: "
            "%(left)s.",
            login=self.env.user.login,
            left=TRIES - failure["number"],
        )
