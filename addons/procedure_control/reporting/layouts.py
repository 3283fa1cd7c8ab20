"""The statutory sheet's wording as dated data.

The form belongs to a circular and changes with it, so its heads, its numbering and the
two rules that its own heads leave open are values with a first day, not code. A new
circular is a new entry; reports of older periods keep the older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .period import Period


@dataclass(frozen=True)
class Head:
    """One cell of the head: zero-based place, extent, and text by language."""

    row: int
    column: int
    rows: int
    columns: int
    vi: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Layout:
    """The form from ``valid_from`` on, until the next layout of the same code.

    ``supplement_column`` (9 or 12) is where a dossier that waits for papers at the end
    of the period stands: the form names both, the agency chooses one.
    ``returned_column`` (9, or None for *by its dates*) is where a dossier given back or
    withdrawn in time stands.
    """

    code: str
    valid_from: date
    basis: str
    texts: dict[str, tuple[str, str]]
    heads: tuple[Head, ...]
    numbers: tuple[str, ...]
    widths: tuple[int, ...]
    head_heights: tuple[int, ...]
    supplement_column: int = 12
    returned_column: int | None = 9

    def text(self, key: str, language: str) -> str:
        """The wording under ``key`` in Vietnamese, or in English where asked."""
        vi, en = self.texts[key]
        return en if language == "en" else vi

    def choosing(self, supplement_column: int) -> Layout:
        """The same form with the agency's choice. ValueError unless 9 or 12."""
        if supplement_column not in (9, 12):
            raise ValueError("A dossier waiting for papers stands in column 9 or 12.")
        return replace(self, supplement_column=supplement_column)


_TEXTS = {
    "form": ("Biểu số II.06a/VPCP/KSTT", "Form II.06a/VPCP/KSTT"),
    "title": (
        "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        "HANDLING OF ADMINISTRATIVE PROCEDURES: SITUATION AND RESULTS",
    ),
    "reporter": ("Đơn vị báo cáo", "Reporting unit"),
    "receiver": ("Đơn vị nhận báo cáo", "Receiving unit"),
    "period": ("Kỳ báo cáo", "Period"),
    "from_to": (
        "(Từ ngày {first} đến ngày {last})",
        "(From {first} to {last})",
    ),
    "unit": ("Đơn vị tính: Số hồ sơ TTHC", "Unit: number of dossiers"),
    "total": ("Tổng số", "Total"),
    "nowhere": ("(Chưa xác định)", "(Not stated)"),
    "field": (
        "Lĩnh vực, công việc giải quyết theo cấp",
        "Field, work handled by level",
    ),
    "agency": ("Đơn vị", "Unit"),
    "waiting": (
        "Hồ sơ chờ bổ sung tại thời điểm cuối kỳ: {count}, được tính một lần tại cột "
        "{column}.",
        "Dossiers waiting for papers at the end of the period: {count}, counted once, "
        "in column {column}.",
    ),
    "month": ("Tháng {number} năm {year}", "Month {number} of {year}"),
    "quarter": ("Quý {roman} năm {year}", "Quarter {roman} of {year}"),
    "half_1": ("6 tháng đầu năm {year}", "First half of {year}"),
    "half_2": ("6 tháng cuối năm {year}", "Second half of {year}"),
    "nine_months": ("9 tháng năm {year}", "Nine months of {year}"),
    "year": ("Năm {year}", "Year {year}"),
    "free": ("Theo ngày", "Chosen dates"),
}

_HEADS = (
    Head(0, 0, 3, 1, "TT", "No."),
    # The second head is worded by what the rows are: fields of work, or units.
    Head(0, 1, 3, 1, "", ""),
    Head(0, 2, 1, 4, "Tiếp nhận", "Received"),
    Head(0, 6, 1, 4, "Số lượng hồ sơ đã giải quyết", "Dossiers ended"),
    Head(0, 10, 1, 3, "Số lượng hồ sơ đang giải quyết", "Dossiers in hand"),
    Head(1, 2, 2, 1, "Tổng số", "Total"),
    Head(1, 3, 1, 2, "Trong kỳ", "In the period"),
    Head(1, 5, 2, 1, "Từ kỳ trước", "Carried over"),
    Head(1, 6, 2, 1, "Tổng số", "Total"),
    Head(1, 7, 2, 1, "Trước hạn", "Early"),
    Head(
        1,
        8,
        2,
        1,
        "Đúng hạn (bao gồm cả hồ sơ chờ bổ sung và trả lại/xin rút)",
        "On time (with those waiting for papers, given back or withdrawn)",
    ),
    Head(1, 9, 2, 1, "Quá hạn", "Overdue"),
    Head(1, 10, 2, 1, "Tổng số", "Total"),
    Head(
        1,
        11,
        2,
        1,
        "Trong hạn (bao gồm cả hồ sơ chờ bổ sung)",
        "Within limit (with those waiting for papers)",
    ),
    Head(1, 12, 2, 1, "Quá hạn", "Overdue"),
    Head(2, 3, 1, 1, "Trực tuyến", "Online"),
    Head(2, 4, 1, 1, "Trực tiếp, dịch vụ bưu chính", "At the desk, by postal service"),
)

_NUMBERS = (
    "(1)",
    "(2)",
    "(3)=(4)+(5)+(6)",
    "(4)",
    "(5)",
    "(6)",
    "(7)=(8)+(9)+(10)",
    "(8)",
    "(9)",
    "(10)",
    "(11)=(12)+(13)",
    "(12)",
    "(13)",
)

II06A = (
    Layout(
        code="II.06a",
        valid_from=date(2020, 12, 6),
        basis="Thông tư số 01/2020/TT-VPCP",
        texts=_TEXTS,
        heads=_HEADS,
        numbers=_NUMBERS,
        widths=(6, 42, 14, 11, 12, 11, 15, 11, 17, 10, 14, 15, 10),
        head_heights=(20, 34, 48),
    ),
)


def layout_on(day: date, layouts: Sequence[Layout] = II06A) -> Layout:
    """The layout in force on ``day`` (the last day of the period).

    Days before the first layout take the first one: an older form is not known, and a
    sheet under a later form is more use than none.
    """
    ordered = sorted(layouts, key=lambda layout: layout.valid_from)
    current = [layout for layout in ordered if layout.valid_from <= day]
    return (current or ordered[:1])[-1]


def period_text(layout: Layout, period: Period, language: str) -> str:
    """*Quý III năm 2026*, in the form's own wording."""
    key = f"half_{period.number}" if period.kind == "half" else period.kind
    roman = ("", "I", "II", "III", "IV")[period.number if period.number < 5 else 0]
    return layout.text(key, language).format(
        number=period.number, roman=roman, year=period.year
    )


def dates_text(layout: Layout, period: Period, language: str) -> str:
    """*(Từ ngày 15/06/2026 đến ngày 14/09/2026)*."""
    return layout.text("from_to", language).format(
        first=period.first.strftime("%d/%m/%Y"), last=period.last.strftime("%d/%m/%Y")
    )
