"""The units of limits and durations, as selection values of the models."""

UNITS = [
    ("minute", "minutes"),
    ("hour", "working hours"),
    ("day", "working days"),
    ("calendar_day", "calendar days"),
    ("month", "months"),
    ("same_day", "same day"),
    ("at_once", "at once"),
    ("not_counted", "not counted"),
]
