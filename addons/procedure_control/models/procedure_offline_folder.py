import base64
import configparser
import logging
import os
import re
import shutil
import tempfile
from pathlib import Path

from odoo import fields, models
from odoo.tools import config

from ..reporting import offline_index

_logger = logging.getLogger(__name__)

SECTION, OPTION = "procedure_control", "offline_folder"
VARIABLE = "PROCEDURE_CONTROL_OFFLINE_FOLDER"
#: Restricted documents never leave the system by themselves.
CLASSES = ("public", "internal")
#: Documents of one turn, so that memory stays flat.
BATCH = 50
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


class ProcedureOfflineFolder(models.AbstractModel):
    """A folder of what is in force, for the day when the server is down.

    Where it lies is the business of whoever runs the machine, so it is named in
    odoo.conf or the environment and never in the database; empty is off.
    """

    _name = "procedure.offline.folder"
    _description = "Folder for when the server is down"

    def _cron_write(self):
        """Write the folder anew if one is named; the job never raises for it."""
        root = self._root()
        if not root:
            return
        try:
            self._write(Path(root))
        except OSError as error:
            _logger.warning("The offline folder was not written: %s", error)
            return
        self.env["procedure.job"]._ran("offline", fields.Datetime.now())

    @staticmethod
    def _root():
        """The folder named in ``[procedure_control]`` of odoo.conf or by a variable."""
        parser = configparser.RawConfigParser()
        parser.read(config["config"] or [])
        value = parser.get(SECTION, OPTION, fallback="")
        return (value or os.environ.get(VARIABLE, "")).strip()

    def _classes(self):
        """Classes of documents to write: both, or the public ones alone."""
        parser = configparser.RawConfigParser()
        parser.read(config["config"] or [])
        named = parser.get(SECTION, "offline_classes", fallback=",".join(CLASSES))
        return [c for c in CLASSES if c in re.split(r"[\s,]+", named.strip())]

    def _write(self, root):
        """Fill a new folder beside the old one, then let the name point to it at once.

        Readers see the old folder or the new one, never half of one; a run that is
        killed leaves a hidden folder that the next run removes.
        """
        name = _safe(self.env.cr.dbname)
        root.mkdir(parents=True, exist_ok=True)
        target = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=root))
        try:
            self._fill(target)
            target.chmod(0o755)
            link = root / f".{name}.next"
            link.unlink(missing_ok=True)
            link.symlink_to(target.name)
            os.replace(link, root / name)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        for old in root.glob(f".{name}-*"):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)

    def _fill(self, target):
        # The machine's own copy of what is in force, in every agency.
        revisions = (
            self.env["procedure.revision"]
            .sudo()
            .search(
                [
                    ("state", "=", "effective"),
                    ("document_id.confidentiality", "in", self._classes()),
                ],
                order="company_id, document_id",
            )
        )
        rows, taken = [], set()
        for start in range(0, len(revisions), BATCH):
            batch = revisions[start : start + BATCH]
            self.env["procedure.job"]._divide(
                batch,
                lambda some: rows.extend(self._save(some, target, taken)),
            )
            self.env.invalidate_all()
        (target / "index.html").write_text(self._index(rows), encoding="utf-8")

    def _save(self, revisions, target, taken):
        rows = []
        files = revisions._paper_files()
        # In the language of the papers: nobody in particular reads this folder.
        for language, some in revisions.grouped("language").items():
            stamped = some._stamped(files, who="", language=language)
            for revision, data in stamped.items():
                rows.append(self._save_one(revision, data, target, taken))
        return rows

    def _save_one(self, revision, data, target, taken):
        document = revision.document_id
        folder = Path(_safe(document.company_id.name))
        forms = []
        for form in revision.form_ids:
            if form.file:
                suffix = Path(form.filename or "").suffix
                name = _free(folder, f"{form.code} {form.name}", suffix, taken)
                self._put(target / name, base64.b64decode(form.file))
                forms.append((form.code, form.name, name.as_posix()))
        title = revision._paper_round()._content().title
        name = _free(folder, f"{document.code} {title}", ".pdf", taken)
        self._put(target / name, data)
        local = self.env["procedure.paper"]._local(
            document.company_id, revision.effective_at
        )
        return offline_index.Row(
            agency=document.company_id.name,
            code=document.code,
            title=title,
            numbers=f"{revision.issue_number:02d}.{revision.amendment_number:02d}",
            since=f"{local:%d/%m/%Y}" if local else "",
            path=name.as_posix(),
            forms=tuple(forms),
        )

    @staticmethod
    def _put(path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _index(self, rows):
        made = self.env["procedure.paper"]._now_local(self.env.company)
        return offline_index.page(rows, f"{made:%H:%M %d/%m/%Y}")


def _safe(text):
    """A name that every file system takes and that leads nowhere else."""
    name = _UNSAFE.sub("-", text).strip(". ")
    # Names are limited in bytes, and Vietnamese letters have up to three.
    return name.encode()[:120].decode(errors="ignore").strip(". ") or "-"


def _free(folder, stem, suffix, taken):
    """A path not taken yet, whatever the case of its letters."""
    stem, suffix = _safe(stem), _safe(suffix) if suffix else ""
    suffix = f".{suffix.lstrip('.')}"[:12] if suffix.strip("-.") else ""
    path, number = folder / f"{stem}{suffix}", 1
    while path.as_posix().casefold() in taken:
        number += 1
        path = folder / f"{stem} ({number}){suffix}"
    taken.add(path.as_posix().casefold())
    return path
