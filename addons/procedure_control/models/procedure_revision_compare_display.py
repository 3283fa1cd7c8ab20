from odoo import fields, models
from odoo.tools import format_date

from ..engine.content import Limit, Outcome, Ref
from ..reporting import paper_words

#: Part of the tree → model of its records.
_PART_MODELS = {
    "sections": "procedure.section",
    "phases": "procedure.phase",
    "steps": "procedure.step",
    "variants": "procedure.variant",
    "components": "procedure.dossier.component",
    "forms": "procedure.form",
    "files": "procedure.file",
    "records": "procedure.record",
    "legal_bases": "procedure.legal.basis",
    "references": "procedure.reference",
}
#: Texts from this length on are shown as one passage instead of two columns.
_WIDE = 80
_SIGNS = {"added": "+", "removed": "−", "changed": "≠", "moved": "⇅"}


class ProcedureRevision(models.Model):
    """A comparison in the words of the screens."""

    _inherit = "procedure.revision"

    def _comparison_name(self):
        state = dict(self._fields["state"]._description_selection(self.env))
        return f"{self.display_name} · {state[self.state]}"

    def _comparison_values(self, other):
        """What the template `procedure_control.comparison` paints.

        ``parts`` is a list of ``title`` and ``rows``; a row has ``change``, ``sign``,
        ``label``, ``name``, ``place`` and ``fields``; a field has ``label``, ``old``,
        ``new``, ``runs`` (``op``, ``text``), ``wide`` and ``note``.
        """
        self.ensure_one()
        purpose = self._rounds_under_way().get(self)
        if purpose and purpose.purpose in ("repeal", "keep"):
            return self._nothing_compared(
                self.env._("The text stays as it is: nothing is compared.")
            )
        if not other:
            return self._nothing_compared(
                self.env._(
                    "This is the first revision: there is nothing to compare it with. "
                    "Read it as printed."
                )
            )
        found = self._compare(other)
        return {
            "note": self.env._("The texts do not differ.") if found.is_empty else "",
            "heads": [self._comparison_head(revision) for revision in (other, self)],
            "summary": found.new.summary,
            "changes": [
                {"place": item.place, "description": item.description}
                for item in found.new.changes
            ],
            "times": self._comparison_times(found),
            "parts": self._comparison_parts(found),
        }

    def _nothing_compared(self, note):
        empty = {"summary": "", "changes": [], "times": [], "parts": []}
        return {"note": note, "heads": [self._comparison_head(self)], **empty}

    def _comparison_head(self, revision):
        revision = revision.sudo()  # what is replaced is shown with its differences
        effective = revision.effective_at and fields.Datetime.context_timestamp(
            self, revision.effective_at
        )
        planned = revision.planned_effective_date
        if effective:
            since = format_date(self.env, effective.date())
        elif planned:
            day = format_date(self.env, planned)
            since = self.env._("%(date)s (planned)", date=day)
        else:
            since = ""
        return {
            "name": revision._comparison_name(),
            "title": revision.title or revision.document_id.title,
            "effective": since,
            "fingerprint": revision.fingerprint or "",
        }

    def _comparison_times(self, found):
        """Time before and after, a row for each variant of either."""
        before = {time.variant: time for time in found.time_before}
        after = {time.variant: time for time in found.time_after}
        rows = []
        for variant in dict.fromkeys((*before, *after)):
            old, new = before.get(variant), after.get(variant)
            rows.append(
                {
                    "variant": variant,
                    "limit_before": self._compared_value(old and old.limit),
                    "limit_after": self._compared_value(new and new.limit),
                    "total_before": self._compared_total(old),
                    "total_after": self._compared_total(new),
                    "differs": old != new,
                }
            )
        return rows

    def _compared_total(self, time):
        words = [self._compared_value(limit) for limit in time.total] if time else []
        return " + ".join(words) or "–"

    def _comparison_parts(self, found):
        parts = []
        if found.fields:
            row = {
                "change": "changed",
                "sign": _SIGNS["changed"],
                "label": self.env._("Changed"),
                "name": self.env._("The procedure"),
                "place": "",
                "fields": [
                    self._compared_field(self, change) for change in found.fields
                ],
            }
            parts.append({"title": self.env._("General"), "rows": [row]})
        titles = self._comparison_titles()
        for part, model in _PART_MODELS.items():
            rows = [
                self._compared_row(self.env[model], item) for item in found.of(part)
            ]
            if rows:
                parts.append({"title": titles[part], "rows": rows})
        return parts

    def _comparison_titles(self):
        return {
            "sections": self.env._("Sections"),
            "phases": self.env._("Phases"),
            "steps": self.env._("Steps"),
            "variants": self.env._("Variants"),
            "components": self.env._("Dossier components"),
            "forms": self.env._("Forms"),
            "files": self.env._("Files"),
            "records": self.env._("Records kept"),
            "legal_bases": self.env._("Legal bases"),
            "references": self.env._("References"),
        }

    def _compared_row(self, model, item):
        labels = {
            "added": self.env._("Added"),
            "removed": self.env._("Removed"),
            "changed": self.env._("Changed"),
            "moved": self.env._("Moved"),
        }
        label = labels[item.change]
        if item.moved and item.change == "changed":
            label = self.env._("Changed and moved")
        place = ""
        if item.moved:
            place = self.env._(
                "from place %(old)s to %(new)s", old=item.old_place, new=item.new_place
            )
        return {
            "change": item.change,
            "sign": _SIGNS[item.change],
            "label": label,
            "name": item.name or self.env._("Without a name"),
            "place": place,
            "fields": [self._compared_field(model, change) for change in item.fields],
        }

    def _compared_field(self, model, change):
        names = [
            name
            for name, of_tree in getattr(model, "_content_names", {}).items()
            if of_tree == change.name
        ]
        field = model._fields.get(names[0] if names else change.name)
        long = max(len(str(change.old or "")), len(str(change.new or ""))) > _WIDE
        return {
            "label": field._description_string(self.env) if field else change.name,
            "old": self._compared_value(change.old, field),
            "new": self._compared_value(change.new, field),
            "runs": [{"op": run.op, "text": run.text} for run in change.runs],
            "wide": bool(change.runs) and long,
            "note": self.env._("only the formatting") if change.markup_only else "",
        }

    def _compared_value(self, value, field=None):
        if value is None or value == "" or value == ():
            return "–"
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, Limit):
            language = "vi" if (self.env.lang or "").startswith("vi") else "en"
            return paper_words.limit(value.value, value.unit, language)
        if isinstance(value, Ref):
            return f"{value.name} ({value.code})"
        if isinstance(value, Outcome):
            kinds = self.env["procedure.outcome"]._fields["kind"]
            kind = dict(kinds._description_selection(self.env)).get(value.kind, "")
            target = f" → {value.target}" if value.target else ""
            return f"{value.name} ({kind}){target}"
        if isinstance(value, tuple):
            return "; ".join(self._compared_value(one) for one in value)
        if field is not None and field.type == "selection":
            choices = dict(field._description_selection(self.env))
            return choices.get(value, str(value))
        return str(value)
