"""Why a clock stands, in the order in which people ask."""

from procedure_control.engine.stands import Stand, why
from tests.unit.working_calendars import at, office, without_swap

MORNING = at("05/10/2026 09:00")


def test_while_people_work_it_runs():
    assert why(MORNING, office()) is None


def test_at_noon_in_the_evening_and_before_opening_hours():
    for moment, opens in (
        ("05/10/2026 12:00", "05/10/2026 13:00"),
        ("05/10/2026 17:00", "06/10/2026 08:00"),
        ("06/10/2026 07:30", "06/10/2026 08:00"),
        ("09/10/2026 20:00", "12/10/2026 08:00"),
    ):
        assert why(at(moment), office()) == Stand("closed", {"opens": at(opens)})


def test_a_rest_day_and_a_day_off_with_its_name():
    opens = at("12/10/2026 08:00")
    rest = Stand("day_off", {"opens": opens, "name": ""})
    assert why(at("10/10/2026 10:00"), office()) == rest
    found = why(at("24/11/2026 10:00"), office())
    assert found.code == "day_off"
    assert found.data == {
        "opens": at("25/11/2026 08:00"),
        "name": "Ngày Văn hóa Việt Nam",
    }


def test_a_saturday_that_is_worked_instead_runs():
    saturday = at("22/08/2026 10:00")
    assert why(saturday, office()) is None
    assert why(saturday, without_swap()).code == "day_off"


def test_what_people_wait_for_comes_first():
    night, since = at("05/10/2026 22:00"), at("02/10/2026 10:00")
    assert why(night, office(), pause=("supplement", since), asked=["X"]) == Stand(
        "supplement", {"since": since}
    )
    until = at("07/10/2026 09:00")
    assert why(night, office(), asked=["Sở Tài chính"], until=until) == Stand(
        "consult", {"names": ("Sở Tài chính",), "until": until}
    )


def test_before_the_clock_has_started():
    begins = at("06/10/2026 08:00")
    found = why(at("05/10/2026 16:00"), office(), clock_start=begins)
    assert found == Stand("not_started", {"opens": begins})
    assert why(MORNING, office(), clock_start=MORNING) is None
