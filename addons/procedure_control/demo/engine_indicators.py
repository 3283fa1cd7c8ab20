"""What was announced for the province and its agencies: satisfaction, reform."""

#: Indicator → agency → the newest years back, newest first.
_ANNOUNCED = {
    "sipas": {
        None: (90.12, 88.74, 86.05),
        "others": (89.61, 87.3),
    },
    "par_index": {None: (6, 9, 11)},
}
_NOTE = "Theo kết quả công bố năm {year}"


def load_indicators(library, theatre):
    """Values of the last years, entered by quality; two agencies besides the province.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    quality = library.org.users["quyen"]
    values = library.env["procedure.indicator.value"].with_user(quality).sudo()
    root = library.org.root
    others = [a for a in library.org.agencies.values() if a != root][:2]
    last = theatre.time.local(theatre.now).year - 1
    rows = []
    for name, announced in _ANNOUNCED.items():
        indicator = library.env.ref(f"procedure_control.procedure_indicator_{name}")
        for which, figures in announced.items():
            for agency in [root] if which is None else others:
                rows += [
                    {
                        "indicator_id": indicator.id,
                        "company_id": agency.id,
                        "year": last - back,
                        "value": figure,
                        "note": _NOTE.format(year=last - back + 1),
                    }
                    for back, figure in enumerate(figures)
                ]
    values.create(rows)
