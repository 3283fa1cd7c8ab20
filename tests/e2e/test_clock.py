"""The clock of the tests: the server's Python time is the one the test set."""

from datetime import UTC, datetime, timedelta

START = "2026-10-05 09:00"


def server_today(client) -> str:
    """The day Odoo takes it to be: the default deadline of a new activity."""
    activity = client.call(
        "res.partner",
        "activity_schedule",
        [client.session["partner_id"]],
        user_id=client.uid,
    )
    return client.call("mail.activity", "read", activity, ["date_deadline"])[0][
        "date_deadline"
    ]


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
    assert server_today(admin) == "2026-02-13"


def test_the_clock_ticks_over_midnight(server, rpc):
    admin = rpc("admin")
    # Midnight of the server's zone, UTC, one second ahead.
    server.set_clock("2026-10-06 06:59:59")
    seen = set()
    give_up = datetime.now(UTC) + timedelta(seconds=20)
    while "2026-10-06" not in seen and datetime.now(UTC) < give_up:
        seen.add(server_today(admin))
    assert seen <= {"2026-10-05", "2026-10-06"}
    assert "2026-10-06" in seen


def test_a_restart_keeps_the_data_and_takes_a_new_time(server, rpc):
    partner = rpc("admin").call("res.partner", "create", [{"name": "Kept"}])[0]
    server.restart("2027-01-04 08:00")
    admin = rpc("admin")
    assert admin.call("res.partner", "read", [partner], ["name"])[0]["name"] == "Kept"
    assert server_today(admin) == "2027-01-04"
