from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ProcedureDecision(models.Model):
    """A signature in words: who, as what, when, saying what, of which bytes."""

    _inherit = "procedure.decision"

    manifestation = fields.Text(
        string="Signature", compute="_compute_manifestation", compute_sudo=False
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for decision in self:
            words = decision._manifestation(self.env.lang)
            decision.display_name = f"{words['meaning']}: {words['name']}"

    @api.depends("meaning", "decided_at", "comment")
    @api.depends_context("lang")
    def _compute_manifestation(self):
        for decision in self:
            decision.manifestation = decision._manifestation_text(self.env.lang)

    def _manifestation(self, lang=None):
        """What prints of one signature; every value is text, empty where not so.

        :param lang: code of the reader's language, default the user's
        :return: dict of ``name``, ``title``, ``in_name_of``, ``meaning`` (label),
            ``stage``, ``utc``, ``local`` (time with zone), ``fingerprint``,
            ``body_sha256``, ``credential`` (a note when the session alone proved
            it), ``exception`` (a note when four eyes were set aside), ``comment``
        """
        self.ensure_one()
        decision = self._read_in(lang)
        env = decision.env
        labels = dict(self._fields["meaning"]._description_selection(env))
        return {
            "name": decision.signer_name or "",
            "title": decision.signer_title or "",
            "in_name_of": decision.in_name_of_name or "",
            "meaning": labels.get(decision.meaning, ""),
            "stage": decision.stage_name or "",
            "utc": f"{decision.decided_at:%Y-%m-%d %H:%M:%S} UTC",
            "local": decision._local_time(),
            "fingerprint": decision.fingerprint or "",
            "body_sha256": decision.body_sha256 or "",
            "credential": env._("session only: no password was asked for")
            if decision.credential == "session"
            else "",
            "exception": env._("by a permitted exception to four eyes")
            if decision.override_id
            else "",
            "comment": decision.comment or "",
        }

    def _read_in(self, lang):
        """`self` in a language; in the user's own where that one is not installed."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return self.with_context(lang=lang) if lang in installed else self

    def _local_time(self):
        """The wall clock of the agency then; older rows are reckoned in its zone."""
        # A time zone is no secret.
        company = self.sudo().revision_id.company_id
        name = self.timezone or company._procedure_calendar()[company].tz or "UTC"
        aware = self.decided_at.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        day = aware.strftime(lang.date_format or "%Y-%m-%d")
        offset = aware.isoformat()[-6:]
        return f"{day} {aware:%H:%M:%S} ({offset}, {name})"

    def _manifestation_text(self, lang=None):
        """The same as one paragraph, a line for each fact."""
        words = self._manifestation(lang)
        env = self._read_in(lang).env
        lines = [
            ", ".join(part for part in (words["name"], words["title"]) if part),
            env._("in the name of %(name)s", name=words["in_name_of"])
            if words["in_name_of"]
            else "",
            words["meaning"],
            env._("at the stage %(stage)s", stage=words["stage"])
            if words["stage"]
            else "",
            f"{words['local']} = {words['utc']}",
            words["credential"],
            words["exception"],
            env._("Content %(hash)s", hash=words["fingerprint"])
            if words["fingerprint"]
            else "",
            env._("Body %(hash)s", hash=words["body_sha256"])
            if words["body_sha256"]
            else "",
            words["comment"],
        ]
        return "\n".join(line for line in lines if line)
