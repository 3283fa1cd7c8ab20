"""Readers and writers of files that come from elsewhere: plain Python, no Odoo.

A reader never raises for what a file holds: it returns what fits, and findings that say
where something does not, what it is and how to mend it.
"""
