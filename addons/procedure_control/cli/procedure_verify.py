import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

#: Seconds of work between two lines that tell how far it is.
TURN = 5


class ProcedureVerify(Command):
    """Verify the audit trail of a database, what was signed in it and its files."""

    name = "procedure_verify"
    epilog = """
        Ends with 0 when everything holds, with 1 when something does not. What was
        found stays in the database: Reporting > Audit trail > Verifications.
    """

    def run(self, args):
        parser = self.parser
        parser.add_argument("-c", "--config", help="configuration file")
        parser.add_argument("-d", "--database", required=True, help="database name")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="POSITION:SHA256",
            help="a head noted outside (on an export, in a mail) that the chain must "
            "still hold; may be given several times",
        )
        parser.add_argument("--json", action="store_true", help="the result as JSON")
        options, rest = parser.parse_known_args(args)
        try:
            anchors = [_anchor(text) for text in options.head]
        except ValueError:
            parser.error("--head takes POSITION:SHA256, as printed on an export")
        chosen = ["-c", options.config] if options.config else []
        config.parse_config([*chosen, "-d", options.database, "--no-http", *rest])
        [database] = config["db_name"]
        result = self._verify(database, anchors, not options.json)
        print(json.dumps(result, ensure_ascii=False) if options.json else _told(result))
        sys.exit(0 if result["state"] == "whole" else 1)

    def _verify(self, database, anchors, tell):
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "procedure.verification" not in env:
                sys.exit(f"procedure_control is not installed in {database}")
            verification = env["procedure.verification"]._start("command", anchors)
            cr.commit()
            while verification.state == "running":
                verification._advance(TURN)
                cr.commit()
                if tell and verification.state == "running":
                    print(f"{verification.progress} %", file=sys.stderr, flush=True)
            return verification._as_dict()


def _anchor(text):
    position, _mark, digest = text.partition(":")
    if len(digest) != 64:
        raise ValueError(text)
    return int(position), digest


def _told(result):
    lines = [
        f"Entries of the chain: {result['seals']}",
        f"Submissions: {result['rounds']}, revisions: {result['revisions']}, "
        f"decisions: {result['decisions']}, records with files: {result['files']}",
    ]
    for head in result["heads"]:
        lines.append(f"Head: {head['last']}:{head['hash']}")
    for finding in result["findings"]:
        mark = "BREAK" if finding["grade"] == "break" else "remark"
        lines.append(f"{mark}: {finding['text']}")
    lines.append(
        "The trail is whole."
        if result["state"] == "whole"
        else f"The trail does not hold: {result['breaks']} breaks."
    )
    return "\n".join(lines)
