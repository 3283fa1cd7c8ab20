"""Texts of files and of the plain packages, in a language of the reader's choice."""

from odoo.tools.translate import code_translations


def words_in(lang):
    """msgid → its text in ``lang`` ("vi_VN"), whether or not that language is active.

    What has no translation there is given back as it is.
    """
    texts = code_translations.get_python_translations("procedure_control", lang or "")
    return lambda msgid: texts.get(msgid) or msgid
