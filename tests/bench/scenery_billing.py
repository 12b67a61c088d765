"""An operator, the establishments that he bills and their ledger, made inside ``odoo shell``; and the jobs on them.

The jobs print what they took as one line of JSON.
"""

import json
import resource
import time
from datetime import date

MONTH = date(2026, 10, 1)
SIREN = "999084122"
KINDS = 2  # of messages: with the subscription, three lines on each invoice

FILL_LEDGER = """
    INSERT INTO clicrdv_message (uuid, token, company_id, kind, target, channel, planned_at, due_at, try_at, state,
                                 parts, encoding, unit_price, amount, gateway_code, gateway_reference, sent_at)
    SELECT gen_random_uuid(), md5(row || '-' || company.id), company.id,
           CASE row %% %(kinds)s WHEN 0 THEN 'reminder' ELSE 'confirmation' END, 'client', 'sms', moment, moment, moment,
           'delivered', 1 + (row %% 10 = 0)::int, 'gsm7', 0.0836, 0.0836 * (1 + (row %% 10 = 0)::int), 'http', row, moment
      FROM res_company company,
           generate_series(1, %(each)s) AS row,
           LATERAL (SELECT timestamp '2026-10-01 06:00' + row * interval '30 days' / %(each)s AS moment) AS at
     WHERE company.network_id = %(network)s
"""


def bench(env, establishments, messages):
    """An operator with a French chart of accounts, and a contract since 1 October with a ledger for that month."""
    env["ir.cron"].search([]).active = False
    operator = _operator(env)
    network = env["clicrdv.network"].create({"name": "Bench", "kind": "franchise"})
    companies = _establishments(env, network, establishments)
    _contract(env, operator, network, companies)
    env.flush_all()
    values = {"network": network.id, "each": messages // establishments, "kinds": KINDS}
    env.cr.execute(FILL_LEDGER, values)
    env.cr.execute("ANALYZE")


def _operator(env):
    operator = env.company
    france = {"country_id": env.ref("base.fr").id, "currency_id": env.ref("base.EUR").id}
    identity = {"company_registry": "99934027600016", "vat": "FR33999340276", "email": "bonjour@example.com"}
    operator.write({"name": "Operator", "street": "1 rue de l'Exemple", "zip": "75011", "city": "Paris"} | france)
    operator.write({"billing_legal_form": "SAS", "billing_capital": 1_000, "billing_rcs": "Paris"} | identity)
    env["account.chart.template"].try_loading("fr", operator, install_demo=False)
    account = {"acc_number": "FR7630006000011234567890189", "partner_id": operator.partner_id.id}
    operator.billing_bank_id = env["res.partner.bank"].create(account)
    operator._prepare_billing_books()
    assert not operator._billing_missing(), operator._billing_missing()
    return operator


def _establishments(env, network, count):
    activity = env.ref("clicrdv_booking.activity_hairdresser")
    return (
        env["res.company"]
        .with_context(chart_template_load=True, tracking_disable=True)
        .create(
            [
                {
                    "name": f"Establishment {number}",
                    "network_id": network.id,
                    "activity_id": activity.id,
                    "street": "1 rue des Essais",
                    "zip": "75003",
                    "city": "Paris",
                    "country_id": env.ref("base.fr").id,
                    "currency_id": env.ref("base.EUR").id,
                    "email": f"shop{number}@example.com",
                    "vat": f"FR05{SIREN}",
                    "company_registry": f"{SIREN}00012",
                    "booking_holiday_zone": False,
                }
                for number in range(count)
            ]
        )
    )


def _contract(env, operator, network, companies):
    customer = env["res.partner"].create({"name": "Head office", "is_company": True, "email": "head@example.com"})
    contract = env["clicrdv.contract"].create(
        {"company_id": operator.id, "network_id": network.id, "partner_id": customer.id}
    )
    env["clicrdv.subscription"].create(
        [
            {
                "contract_id": contract.id,
                "establishment_id": company.id,
                "activity_id": company.activity_id.id,
                "date_start": MONTH,
            }
            for company in companies
        ]
    )
    product = env.ref("clicrdv_billing.product_subscription_interactive")
    price = {"contract_id": contract.id, "product_id": product.id, "date_from": MONTH, "unit_price": 49.90}
    env["clicrdv.contract.price"].create(price)
    contract._move_to("to_sign")
    contract._move_to("active", signed_on=MONTH, date_start=MONTH)


def bare(env, count, batch=100):
    """The floor: invoices of three lines to the same customers, made and posted in batches, and nothing else."""
    operator = env.company
    partners = env["clicrdv.subscription"].search([], limit=count).establishment_id.partner_id
    product = env.ref("clicrdv_billing.product_subscription_interactive")
    tax = operator.billing_tax_metropole_id
    term = env.ref("account.account_payment_term_30days")
    line = {"product_id": product.id, "quantity": 1, "price_unit": 10, "tax_ids": [(6, 0, tax.ids)], "name": "Line"}
    began = time.monotonic()
    for start in range(0, count, batch):
        values = [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": MONTH,
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [(0, 0, line)] * 3,
            }
            for partner in partners[start : start + batch]
        ]
        env["account.move"].with_context(tracking_disable=True).create(values)._post(soft=False)
        env.cr.commit()
    tell({"seconds": time.monotonic() - began})


def open_run(env):
    """Open the run of the month with its preview, and start it."""
    began = time.monotonic()
    run = env["clicrdv.billing.run"].create(
        {"company_id": env.company.id, "month": MONTH, "invoice_date": "2026-11-02"}
    )
    run.action_preview()
    tell({"seconds": time.monotonic() - began})
    run._move_to("running")


def work(env, batch=None, stop=None):
    """Do what the job does with the runs that were started; tell how long the messages took.

    :param batch: establishments in one transaction, None: as many as the product takes
    :param stop: (model, method): wait to be killed when this method has done its work the second time
    """
    if batch:
        from odoo.addons.clicrdv_billing.models import clicrdv_billing_run_process  # found once Odoo knows its addons

        clicrdv_billing_run_process.BATCH = batch
    if stop:
        _stop_after(env, *stop)
    charges = env.registry["clicrdv.charge"]
    seconds = []
    for name in ("_count_due", "_link_messages"):
        _timed(charges, name, seconds)
    began, counted = time.monotonic(), env["account.move"].search_count([])
    print("BEGUN", flush=True)
    env["clicrdv.billing.run"]._cron_runs()
    invoices = env["account.move"].search_count([]) - counted
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell({"seconds": time.monotonic() - began, "sms": sum(seconds), "invoices": invoices, "memory": memory})


def _timed(owner, name, seconds):
    run = getattr(owner, name)

    def timed(self, *arguments):
        began = time.monotonic()
        try:
            return run(self, *arguments)
        finally:
            seconds.append(time.monotonic() - began)

    setattr(owner, name, timed)


def _stop_after(env, model, name):
    owner = env.registry[model]
    run = getattr(owner, name)
    calls = []

    def stopping(self, *arguments, **options):
        result = run(self, *arguments, **options)
        calls.append(name)
        if len(calls) == 2:
            self.env.flush_all()
            print("STOPPED", flush=True)
            time.sleep(120)
        return result

    setattr(owner, name, stopping)


def again(env):
    """Start the run that is done once more, as a person who is not sure would."""
    began, counted = time.monotonic(), env["account.move"].search_count([])
    run = env["clicrdv.billing.run"].search([])
    run._move_to("running")
    env["clicrdv.billing.run"]._cron_runs()
    run.action_preview()
    tell({"seconds": time.monotonic() - began, "invoices": env["account.move"].search_count([]) - counted})


def tell(took):
    print(f"TOOK {json.dumps(took)}", flush=True)
