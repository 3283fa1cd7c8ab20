import base64
import io
from zoneinfo import ZoneInfo

import qrcode
import qrcode.image.svg
from odoo import fields, models
from odoo.fields import Domain


class ProcedurePaper(models.AbstractModel):
    """What every printed paper shares: place, time zone, form code, QR code."""

    _name = "procedure.paper"
    _description = "Printed paper"

    def _language_of(self, revision):
        return revision.language or "vi"

    def _local(self, company, instant):
        """A UTC instant on the clock of the agency, None when there is none."""
        if not instant:
            return None
        calendar = company._procedure_calendar()[company]
        zone = ZoneInfo(calendar.tz or self.env.user.tz or "UTC")
        return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)

    def _now_local(self, company):
        return self._local(company, fields.Datetime.now())

    def _statutory_forms_at(self, date):
        """{kind: national form} of the circulars in force on a date."""
        forms = self.env["procedure.statutory.form"].search(
            Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date)),
            order="date_from, id",
        )
        return {form.kind: form for form in forms}

    def _agency_values(self, company):
        """Letterhead and address of an agency, and of the one above it."""
        address = [company.street, company.street2, company.city, company.state_id.name]
        return {
            "agency": company.name,
            "parent_agency": company.parent_id.name or "",
            "place": company.state_id.name or company.city or "",
            "agency_address": ", ".join(part for part in address if part),
            "agency_phone": company.phone or "",
        }

    def _qr(self, text):
        """A QR code as a data: address of vectors, sharp at any size."""
        image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=0)
        stream = io.BytesIO()
        image.save(stream)
        data = base64.b64encode(stream.getvalue()).decode()
        return f"data:image/svg+xml;base64,{data}"

    def _qr_pixels(self, text):
        """The same as an image that a PDF holds once, for a head on every page."""
        image = qrcode.make(text, box_size=8, border=0)
        stream = io.BytesIO()
        image.save(stream, "PNG")
        data = base64.b64encode(stream.getvalue()).decode()
        return f"data:image/png;base64,{data}"
