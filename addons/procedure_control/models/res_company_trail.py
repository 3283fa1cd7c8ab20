from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize_all


class ResCompany(models.Model):
    """Where the head of the chain is sent, out of reach of whoever runs the server."""

    _inherit = "res.company"

    procedure_trail_mail = fields.Char(
        string="Mail the head of the trail to",
        help="Addresses outside this system, separated by commas. Each day they get "
        "the head of the chain: with it anybody can prove later whether the trail of "
        "before was rewritten.",
    )

    @api.constrains("procedure_trail_mail")
    def _check_procedure_trail_mail(self):
        for company in self:
            text = company.procedure_trail_mail or ""
            if len(email_normalize_all(text)) != len(
                [part for part in text.split(",") if part.strip()]
            ):
                raise ValidationError(
                    self.env._(
                        '"%(text)s" are not mail addresses separated by commas.',
                        text=text,
                    )
                )

    def _procedure_send_head(self):
        """One mail for each of these agencies, and an event that says what was sent."""
        seals = self.env["procedure.seal"]
        heads = {company: seals._head(company) for company in self}
        wanted = self.filtered(lambda company: heads[company]["hash"])
        mails = self.env["mail.mail"].create(
            [
                {
                    "subject": self.env._(
                        "Head of the audit trail of %(agency)s: %(position)s",
                        agency=company.name,
                        position=heads[company]["position"],
                    ),
                    "body_html": company._procedure_head_words(heads[company]),
                    "email_from": company.email_formatted
                    or self.env.user.email_formatted,
                    "email_to": ", ".join(
                        email_normalize_all(company.procedure_trail_mail)
                    ),
                    "auto_delete": False,
                }
                for company in wanted
            ]
        )
        mails.send()
        self.env["procedure.event"]._log(
            "trail.head_sent",
            wanted,
            values=lambda company: {
                "to": company.procedure_trail_mail,
                "head": f"{heads[company]['position']}:{heads[company]['hash']}",
            },
        )

    def _procedure_head_words(self, head):
        line = Markup("<p>%s</p><p><b><code>%s:%s</code></b></p><p>%s</p>")
        return line % (
            self.env._(
                "The audit trail of %(agency)s was sealed up to here at %(moment)s "
                "UTC:",
                agency=self.name,
                moment=fields.Datetime.to_string(head["at"]),
            ),
            head["position"],
            head["hash"],
            self.env._(
                "Keep this mail. A verification that is given this line tells whether "
                "anything before it was changed since."
            ),
        )
