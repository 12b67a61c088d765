"""What PostgreSQL must have before our tables, and must show after them."""

import psycopg2

from odoo.exceptions import UserError

from .const import OCCUPANCY_CONSTRAINTS


def pre_init_hook(env):
    """Create the extension btree_gist, which the exclusion constraint needs.

    :raises UserError: the database role may not create it; says what to run
    """
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except psycopg2.Error as error:
        raise UserError(
            env._(
                "ClicRDV needs the PostgreSQL extension btree_gist, and this database user may not create it. "
                "Ask the database administrator to run CREATE EXTENSION btree_gist; in this database, "
                "then install again."
            )
        ) from error


def post_init_hook(env):
    """Refuse an installation whose tables lack a constraint: Odoo itself only logs it.

    :raises UserError: a constraint of the occupancy table is missing
    """
    missing = missing_constraints(env)
    if missing:
        raise UserError(env._("The database did not accept these guards of the agenda: %s.", ", ".join(missing)))
    give_standard_rules(env)


def give_standard_rules(env):
    """Give the establishments that were there before us the notifications that a new one begins with."""
    companies = env["res.company"].with_context(active_test=False).search([("notification_rule_ids", "=", False)])
    env["clicrdv.notification.rule"]._create_standard_rules(companies)


def missing_constraints(env):
    """Names of the guards of the occupancy table that PostgreSQL does not hold.

    :return: sorted list of constraint names, empty when all is well
    """
    env.cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'clicrdv_occupancy'::regclass AND convalidated")
    present = {name for (name,) in env.cr.fetchall()}
    return sorted(OCCUPANCY_CONSTRAINTS - present)
