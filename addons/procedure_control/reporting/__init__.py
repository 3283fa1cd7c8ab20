"""Compliance figures as matrices of rows, and the painter that puts them on sheets.

Plain Python: nothing here knows Odoo, reads the clock or decides who may see a row.
"""
