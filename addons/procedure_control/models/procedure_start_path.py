from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_datetime

#: What may be the requester of a case.
PEOPLE = ("res.partner", "res.users", "hr.employee")
#: Types of fields that one line of text cannot show.
NO_TEXT = ("one2many", "many2many", "binary", "image", "json", "properties", "html")


class FieldPath:
    """A field reached from a record over links, as `partner_id.name`.

    Each link is followed in the rights of who reads; what he may not read is empty.
    """

    def __init__(self, record, path):
        self.record = record
        self.names = path.split(".") if path else []

    # --- when it is set up -----------------------------------------------------------

    def check_text(self):
        """:raises ValidationError: no such field, or one that no line can show"""
        field = self._last_field()
        if field.type in NO_TEXT:
            self._refuse()

    def check_person(self):
        """:raises ValidationError: the field names neither contact, user, employee"""
        if self._last_field().comodel_name not in PEOPLE:
            env = self.record.env
            raise ValidationError(
                env._(
                    "%(path)s names no contact, user or employee.",
                    path=".".join(self.names),
                )
            )

    def _last_field(self):
        model, field = self.record, None
        for number, name in enumerate(self.names):
            field = model._fields.get(name)
            last = number == len(self.names) - 1
            if field is None or not (last or field.type == "many2one"):
                self._refuse()
            if not last:
                model = model.env[field.comodel_name]
        if field.type == "many2one_reference" or field.groups == ".":
            self._refuse()
        return field

    def _refuse(self):
        env = self.record.env
        raise ValidationError(
            env._(
                "%(path)s is no field of %(records)s that says one thing in one line.",
                path=".".join(self.names),
                records=self.record._description,
            )
        )

    # --- when a case starts ----------------------------------------------------------

    def text(self):
        """What stands there, as one line; empty where nothing does."""
        holder, name = self._walk(self.names[:-1]), self.names[-1]
        if not self._may_read(holder, name) or not holder[name]:
            return ""
        field, value = holder._fields[name], holder[name]
        if field.type == "many2one":
            shown = value._filtered_access("read").display_name
        elif field.type == "datetime":
            shown = format_datetime(holder.env, value)
        elif field.type == "date":
            shown = format_date(holder.env, value)
        else:
            shown = field.convert_to_export(value, holder)
        return " ".join(str(shown or "").split())

    def requester(self):
        """Values of a case: who asks, by the contact, user or employee found."""
        person = self._walk(self.names)
        if not person:
            return {}
        if person._name == "hr.employee":
            # Whose account it is; the rest of an employee stays closed to staff.
            person = person.sudo().user_id
        if person._name == "res.users":
            return {
                "requester_user_id": person.id,
                "requester_name": person.sudo().name,  # as on every record he made
            }
        person = person._filtered_access("read")
        return {
            "requester_partner_id": person.id,
            "requester_name": person.name,
            "requester_phone": person.phone,
            "requester_email": person.email,
        }

    def _walk(self, names):
        record = self.record
        for name in names:
            if not self._may_read(record, name):
                return record.env[record._fields[name].comodel_name]
            record = record[name]
        return record

    def _may_read(self, record, name):
        """The cache does not ask: a record that others have read is looked at here."""
        field = record._fields[name]
        return bool(record._filtered_access("read")) and record._has_field_access(
            field, "read"
        )
