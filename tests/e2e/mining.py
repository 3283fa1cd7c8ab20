"""What pm4py finds in an event log, as JSON: run beside the tests, by ./dev mining."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import pandas  # noqa: E402
import pm4py  # noqa: E402


def opened(path: str):
    if path.endswith(".xes"):
        return pm4py.read_xes(path)
    rows = pandas.read_csv(path, encoding="utf-8-sig", keep_default_na=False)
    # As its own pages tell to read CSV.
    return pm4py.format_dataframe(
        rows,
        case_id="case:concept:name",
        activity_key="concept:name",
        timestamp_key="time:timestamp",
    )


def main(path: str) -> None:
    log = opened(path)
    ended = log[log["lifecycle:transition"] == "complete"]
    variants = pm4py.get_variants(ended)
    minutes = ["waiting_minutes", "working_minutes", "paused_minutes"]
    found = {
        "cases": int(log["case:concept:name"].nunique()),
        "events": len(log),
        "ended": len(ended),
        "variants": [
            [list(path), len(cases) if isinstance(cases, (list, tuple)) else int(cases)]
            for path, cases in variants.items()
        ],
        "minutes": {
            name: int(pandas.to_numeric(ended[name], errors="coerce").sum())
            for name in minutes
        },
    }
    print(json.dumps(found))


main(sys.argv[1])
