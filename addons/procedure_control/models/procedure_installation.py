# A record of the moment, with nothing to fill in.
# pylint: disable=no-wizard-in-models
import hashlib
import importlib.metadata
import platform
from pathlib import Path

from odoo import api, fields, models, release

#: What the addon needs beside Odoo, by distribution.
LIBRARIES = ("weasyprint", "pypdf", "openpyxl", "xlsxwriter", "qrcode", "psycopg2")
#: Tables whose triggers keep the trail append-only.
GUARDED = "procedure\\_%"

_ADDON = Path(__file__).resolve().parent.parent
#: Made while running or by whoever develops: not part of what is installed.
_SKIPPED = frozenset(("__pycache__", "tests"))


class ProcedureInstallation(models.TransientModel):
    """What is installed here, for the validation file (installation qualification)."""

    _name = "procedure.installation"
    _description = "Installation record"

    made_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    made_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, readonly=True
    )
    record = fields.Json(compute="_compute_record")

    def _compute_display_name(self):
        for installation in self:
            installation.display_name = self.env._("Installation record")

    @api.depends("made_at")
    def _compute_record(self):
        self.record = self._facts()

    @api.model
    def _facts(self):
        """{heading: [[what, value], …]}, each value as text."""
        env = self.env
        return {
            env._("Platform"): self._platform(),
            env._("Program"): self._program(),
            env._("Guards in the database"): self._triggers(),
            env._("Background jobs"): self._jobs(),
        }

    def _platform(self):
        self.env.cr.execute("SHOW server_version")
        server = self.env.cr.fetchone()[0]
        # Which database it is belongs to the record; its users are not read.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        rows = [
            ["Odoo", release.version],
            ["PostgreSQL", server],
            ["Python", platform.python_version()],
            [self.env._("Operating system"), platform.platform()],
            [self.env._("Database"), f"{self.env.cr.dbname} ({uuid})"],
        ]
        return rows + [[name, _version(name)] for name in LIBRARIES]

    def _program(self):
        # Its version is shown, whoever may read the list of modules.
        module = self.env.ref("base.module_procedure_control").sudo()
        return [
            [self.env._("Module"), f"{module.shortdesc} ({module.name})"],
            [self.env._("Version"), module.installed_version or ""],
            [self.env._("SHA-256 of its files"), fingerprint_of(_ADDON)],
        ]

    def _triggers(self):
        self.env.cr.execute(
            "SELECT c.relname, t.tgname,"
            " t.tgenabled = 'D'"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relname LIKE %s"
            " ORDER BY c.relname, t.tgname",
            [GUARDED],
        )
        on, off = self.env._("enabled"), self.env._("disabled")
        return [
            [f"{table}: {name}", off if disabled else on]
            for table, name, disabled in self._fetched()
        ]

    def _fetched(self):
        return self.env.cr.fetchall()

    def _jobs(self):
        # Whether jobs run is part of the record; they are configured elsewhere.
        crons = self.env["ir.cron"].sudo().with_context(active_test=False)
        ours = crons.search([("model_id.model", "=like", "procedure.%")], order="id")
        units = dict(crons._fields["interval_type"]._description_selection(self.env))
        return [
            [
                cron.name,
                self.env._(
                    "every %(number)s %(unit)s, %(state)s",
                    number=cron.interval_number,
                    unit=units[cron.interval_type].lower(),
                    state=self.env._("active") if cron.active else self.env._("off"),
                ),
            ]
            for cron in ours
        ]

    @api.model
    def action_open(self):
        """Make the record of now and show it."""
        return self.create({})._get_records_action(target="current")

    def action_print(self):
        report = self.env.ref("procedure_control.report_installation")
        return report.report_action(self)


def _version(name):
    for distribution in (name, f"{name}-binary"):
        try:
            return importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "–"


def fingerprint_of(folder):
    """SHA-256 over the names and bytes of all program files under a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not _SKIPPED.intersection(parts):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{digest}  {'/'.join(parts)}\n".encode())
    return total.hexdigest()
