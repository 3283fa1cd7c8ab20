from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..engine.duration import DurationError, format_value, make, parse_value


class ProcedureContent(models.AbstractModel):
    """Part of a revision's content: open in draft, frozen past it.

    `_content_names` is the one constant that the guard and the fingerprint share: each
    field of the content and the name it has in `engine.content`, None for what only
    orders or owns. Other fields (chatter, activities, tokens) stay writable.
    """

    _name = "procedure.content"
    _description = "Content of a revision"

    _content_names = {}
    #: (value field, unit field) of each duration.
    _content_durations = ()
    #: Links that must stay within the revision.
    _content_links = ()
    #: Fields that tie the record to its revision: set once.
    _content_owner = ("revision_id",)

    @classmethod
    def _content_fields(cls):
        """Names of the fields that are frozen past draft."""
        return frozenset(cls._content_names)

    def _content_revision(self):
        """The revisions that these records are content of."""
        return self.revision_id

    # --- guards -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._content_cleaned(vals) for vals in vals_list]
        records = super().create(vals_list)
        # After creation, since the owner may come from a default.
        records._content_touch()
        records._content_check()
        return records

    def write(self, vals):
        touched = self._content_fields().intersection(vals)
        if not touched:
            return super().write(vals)
        self._content_touch()
        self._content_refuse_move(vals)
        result = super().write(self._content_cleaned(vals))
        self._content_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._content_touch()

    def _content_touch(self):
        # The guard must see the state whatever the reader may see.
        self.sudo()._content_revision().with_env(self.env)._touch_content()

    def _content_refuse_move(self, vals):
        for name in self._content_owner:
            if name in vals and any(
                record[name].id != vals[name] for record in self.sudo()
            ):
                raise UserError(
                    self.env._("Content cannot be moved from one revision to another.")
                )

    def _content_check(self):
        self._content_check_links()
        self._content_check_durations()

    def _content_check_links(self):
        # A forged link could point to a revision the user does not see.
        for record in self.sudo():
            revision = record._content_revision()
            for name in self._content_links:
                if any(other._content_revision() != revision for other in record[name]):
                    raise ValidationError(
                        self.env._(
                            "%(record)s: %(field)s must belong to the same revision.",
                            record=record.display_name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    # --- durations --------------------------------------------------------------------

    def _content_cleaned(self, vals):
        """`vals` with durations as plain decimals: "0,5" and "1/2" become "0.5"."""
        vals = dict(vals)
        for value_name, unit_name in self._content_durations:
            text = vals.get(value_name)
            if not text:
                continue
            try:
                number = parse_value(str(text), allow_zero=True)
            except DurationError as error:
                raise ValidationError(self._duration_message(error)) from error
            vals[value_name] = format_value(number)
            if not number and vals.get(unit_name) in ("same_day", "at_once"):
                vals[value_name] = False
        return vals

    def _content_check_durations(self):
        for record in self:
            for value_name, unit_name in self._content_durations:
                value, unit = record[value_name], record[unit_name]
                if not value:
                    continue
                try:
                    make(value, unit or "")
                except DurationError as error:
                    raise ValidationError(
                        self.env._(
                            "%(record)s: %(message)s",
                            record=record.display_name,
                            message=self._duration_message(error),
                        )
                    ) from error

    def _duration_message(self, error):
        text = error.data.get("text", "")
        messages = {
            "missing": self.env._("a duration needs a number"),
            "not_a_number": self.env._(
                "“%(text)s” is not a duration; write 2, 0,5 or 1/2", text=text
            ),
            "ambiguous": self.env._(
                "“%(text)s” can be read in two ways; write 1000 without a mark",
                text=text,
            ),
            "negative": self.env._(
                "a duration cannot be negative (%(text)s)", text=text
            ),
            "zero": self.env._(
                "a duration of zero is written as “same day” or “at once”"
            ),
            "too_long": self.env._("%(text)s is longer than ten years", text=text),
            "too_precise": self.env._(
                "“%(text)s” has more than four decimal places", text=text
            ),
            "part_of_month": self.env._(
                "months are whole; write %(text)s months in days", text=text
            ),
            "unexpected_value": self.env._(
                "this unit carries no number; remove %(text)s", text=text
            ),
            "unknown_unit": self.env._("choose the unit of the duration"),
        }
        return messages.get(error.code) or self.env._("this duration cannot be used")
