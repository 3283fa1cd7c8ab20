"""What papers say of a result that was corrected or recalled, in their own language."""

from __future__ import annotations

#: mark of the case whose result was wrong; the case that corrects it is named
MARKS = {
    "vi": {
        "correcting": "Đang đính chính kết quả (hồ sơ {case})",
        "corrected": "Đã đính chính kết quả (hồ sơ {case})",
        "recalling": "Đang thu hồi kết quả (hồ sơ {case})",
        "recalled": "Đã thu hồi kết quả (hồ sơ {case})",
    },
    "en": {
        "correcting": "Result being corrected (case {case})",
        "corrected": "Result corrected (case {case})",
        "recalling": "Result being recalled (case {case})",
        "recalled": "Result recalled (case {case})",
    },
}
#: what the case that corrects says of itself, by its kind
CORRECTS = {
    "vi": {
        "correction": "Đính chính kết quả của hồ sơ {case}",
        "recall": "Thu hồi kết quả của hồ sơ {case}",
    },
    "en": {
        "correction": "Corrects the result of case {case}",
        "recall": "Recalls the result of case {case}",
    },
}
LABEL = {"vi": "Đính chính, thu hồi", "en": "Correction"}


def remarks(
    language: str, mark: str, correction: str, kind: str, corrects: str
) -> list[str]:
    """Remarks of one case, none where its result stands.

    :param mark: key of `MARKS` or empty; ``correction`` the number of the case that
        corrects this one
    :param kind: correction | recall or empty; ``corrects`` the number of the case that
        this one corrects
    """
    found = []
    if mark in MARKS[language]:
        found.append(MARKS[language][mark].format(case=correction))
    if kind in CORRECTS[language]:
        found.append(CORRECTS[language][kind].format(case=corrects))
    return found
