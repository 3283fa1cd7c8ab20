from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal the events of before in the order of their numbers, as they were written."""
    if not version:
        return
    seals = api.Environment(cr, SUPERUSER_ID, {})["procedure.seal"]
    seals._queue_unsealed()
    for _sealed in seals._seal_waiting():
        pass
