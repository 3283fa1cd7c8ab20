"""A throw-away database for one benchmark, and honest measuring on it."""

import os
import sys
import time
from contextlib import contextmanager

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect


@contextmanager
def database(name, addons=None, install=(), without=False):
    """An environment on a copy of the template with the addon; dropped afterwards.

    :param addons: one more folder of modules
    :param install: names of modules to install there besides
    :param without: a copy of the template without the addon instead
    """
    template = os.environ["PC_BENCH_BASE" if without else "PC_BENCH_TEMPLATE"]
    name = f"pc_bench_{name}_{os.getpid()}"
    odoo.tools.config.parse_config(["--log-level=error"])
    administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if addons:
        odoo.addons.__path__.append(addons)
    try:
        if install:
            Registry.new(name, update_module=True, install_modules=install)
        with Registry(name).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()
    finally:
        close_db(name)
        administer(f'DROP DATABASE IF EXISTS "{name}"')


def administer(statement):
    with db_connect("postgres").cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(statement)


def measured(env, act):
    """(seconds, queries, result) of one act, its flush included."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    result = act()
    env.flush_all()
    env.cr.precommit.run()
    return time.perf_counter() - start, env.cr.sql_log_count - queries, result


@contextmanager
def undone(env):
    """Whatever happens inside leaves no row behind."""
    env.flush_all()
    try:
        with env.cr.savepoint():
            yield
            env.flush_all()
            raise _Undo
    except _Undo:
        env.clear()


class _Undo(Exception):
    pass


def seed(env, count=100_000):
    """Fill the tables whose emptiness would flatter or fool the planner, and analyse.

    The foreign-key check of follower subtypes keeps a sequential scan planned on an
    empty table, so a benchmark on a fresh database lies.
    """
    partner = env.ref("base.partner_root").id
    subtype = env.ref("mail.mt_note").id
    env.cr.execute(
        "INSERT INTO mail_followers (res_model, res_id, partner_id)"
        " SELECT 'res.bank', n, %s FROM generate_series(1, %s) AS n",
        [partner, count],
    )
    env.cr.execute(
        "INSERT INTO mail_followers_mail_message_subtype_rel"
        " SELECT id, %s FROM mail_followers WHERE res_model = 'res.bank'",
        [subtype],
    )
    env.cr.execute(
        "INSERT INTO mail_message (model, res_id, message_type, subtype_id, date)"
        " SELECT 'res.bank', n, 'notification', %s, now()"
        " FROM generate_series(1, %s) AS n",
        [subtype, count],
    )
    env.flush_all()
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.clear()


def verdict(name, figure, bound, at_least):
    """Print one gate and say whether it holds."""
    holds = figure >= bound if at_least else figure <= bound
    sign = "≥" if at_least else "≤"
    print(f"{'ok  ' if holds else 'FAIL'} {name}: {figure:.2f} ({sign} {bound})")
    return holds


def leave(gates):
    sys.exit(0 if all(gates) else 1)
