from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The catalogue says on which size each form was designed; it is not loaded anew.

    Agencies keep the size they chose.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    forms = env["procedure.statutory.form"].search(
        [("circular", "ilike", "01/2018/TT-VPCP"), ("kind", "!=", "register")]
    )
    forms.write({"paper_size": "A5"})
