"""The rules of procedures as plain Python: no Odoo, no I/O, time passed in."""
