"""The clock of the tests: the server's Python time is the one the test set."""

from datetime import UTC, datetime, timedelta

START = "2026-10-05 09:00"


def server_now(client) -> datetime:
    """What Odoo takes the time to be, by a stamp that Python makes."""
    user = client.call("res.users", "read", [client.uid], ["login_date"])[0]
    return datetime.fromisoformat(user["login_date"])


def utc(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute)


def test_people_log_in_at_a_set_time_and_again_later(server, page, login, new_page):
    login(page, "admin")
    shown = page.evaluate("new Date().toISOString()")
    assert shown.startswith("2026-10-05T02:0")

    server.set_clock("2026-10-21 17:00")
    # The open session lives on, and both sides agree on the day.
    page.reload()
    page.wait_for_selector(".o_main_navbar")
    assert page.evaluate("luxon.DateTime.now().toISODate()") == "2026-10-21"
    login(new_page(), "admin")


def test_python_has_the_set_time_and_the_database_its_own(server, rpc):
    server.set_clock("2026-02-13 15:40")
    admin = rpc("admin")
    partner = admin.call("res.partner", "create", [{"name": "Clock"}])[0]
    stamped = datetime.fromisoformat(
        server.sql(f"SELECT create_date FROM res_partner WHERE id = {partner}")
    )
    assert abs(stamped - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=5)
    activity = admin.call(
        "res.partner", "activity_schedule", [partner], summary="x", user_id=admin.uid
    )
    deadline = admin.call("mail.activity", "read", activity, ["date_deadline"])
    assert deadline[0]["date_deadline"] == "2026-02-13"


def test_the_clock_ticks_and_survives_a_restart(server, rpc):
    server.set_clock("2026-10-05 09:00")
    server.restart("2027-01-04 08:00")
    admin = rpc("admin")
    values = admin.call("res.partner", "default_get", ["date_localization"])
    assert isinstance(values, dict)
    wizard = admin.call("res.users", "search_count", [])
    assert wizard > 0
