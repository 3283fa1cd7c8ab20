"""What a reader found wrong, as data: where, what, and the values to say it with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """``code`` names what is wrong; ``values`` fill its wording.

    ``line`` is the row number the user sees (1-based, 0 = the whole file or sheet),
    ``column`` the key of the column or empty. ``severity``: *error* (the line, or with
    line 0 the file, is not taken) or *warning* (taken, worth a look).
    """

    code: str
    sheet: str = ""
    line: int = 0
    column: str = ""
    severity: str = "error"
    values: dict[str, object] = field(default_factory=dict)

    @property
    def blocking(self) -> bool:
        return self.severity == "error"
