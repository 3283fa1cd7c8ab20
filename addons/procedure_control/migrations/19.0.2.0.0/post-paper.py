from odoo.tools import SQL


def migrate(cr, version):
    """Give each revision made before the address of its page: 122 random bits."""
    cr.execute(
        SQL(
            "UPDATE procedure_revision"
            " SET page_token = replace(gen_random_uuid()::text, '-', '')"
            " WHERE page_token IS NULL"
        )
    )
