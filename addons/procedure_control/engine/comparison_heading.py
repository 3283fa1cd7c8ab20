"""What stands above a comparison: of which content it is, and its times in sum."""

from __future__ import annotations

from decimal import Decimal

from .content import Content, Limit
from .differences import Heading, Time
from .paths import variants_to_walk
from .sums import total_time


def heading_of(content: Content) -> Heading:
    return Heading(
        content.code,
        content.title,
        content.issue_number,
        content.amendment_number,
        content.summary,
        content.changes,
    )


def times_of(content: Content) -> tuple[Time, ...]:
    variants = {variant.key: variant for variant in content.variants}
    result = []
    for key in variants_to_walk(content):
        variant = variants.get(key)
        total = total_time(content, key)
        result.append(
            Time(
                variant=variant.name if variant else "",
                limit=(variant and variant.limit) or content.limit,
                total=tuple(
                    Limit(_decimal(amount), unit.value)
                    for unit, amount in total.amounts.items()
                ),
                unknown=tuple(step.label or step.name for step in total.unknown),
            )
        )
    return tuple(result)


def _decimal(amount) -> str:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return format(exact.quantize(Decimal("0.0001")).normalize(), "f")
