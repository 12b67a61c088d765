"""Three months under the contract: who joins, changes and leaves, the monthly runs, and who pays."""

from datetime import timedelta

from ..logic import run_states as states
from .story import CHANGES_OFFER, JOINS, LATE_PAYER, LEAVES, PAYS_IN_PART, company_of


def live(env, contract, story):
    """The months one after the other, as they came.

    :return: {month: account.move records}
    """
    first, second, last = story.months
    declared = {"declared_on": story.joins_on, "declared_by": contract.signer_name}
    moves = {first: _bill(env, story, first)}
    contract._join(company_of(env, JOINS), story.joins_on, **declared)
    moves[second] = _bill(env, story, second)
    for month in (first, second):
        _pay(env, story, moves[month], is_last=False)
    # it was told too late: what was billed is credited, and what is owed instead comes with the next run
    changing = contract.subscription_ids.filtered(
        lambda row: row.establishment_id == company_of(env, CHANGES_OFFER) and not row.date_end
    )
    changing._change(story.changes_on, offer="simple")
    leaving = contract.subscription_ids.filtered(lambda row: row.establishment_id == company_of(env, LEAVES))
    leaving._leave(story.leaves_on)
    moves[last] = _bill(env, story, last)
    _pay(env, story, moves[last], is_last=True)
    return moves


def _bill(env, story, month):
    """One monthly run as its job works it off, without the commits between its batches."""
    run = env["clicrdv.billing.run"].create({"month": month, "invoice_date": story.invoiced_on(month)})
    run._prepare()
    run._move_to(states.RUNNING)
    run._bill(run.line_ids.filtered(lambda line: line.state == states.TODO))
    run._finish()
    moves = env["account.move"].search([("billing_run_id", "=", run.id)])
    # as if they had left: nobody is written to from a demo
    moves.write({"billing_send_state": "sent", "is_move_sent": True})
    return moves


def _pay(env, story, moves, is_last):
    """All but one pay about three weeks later; of the last month there is one payment, and it is a part."""
    for move in moves.filtered(lambda move: move.move_type == "out_invoice"):
        if move.partner_id == company_of(env, LATE_PAYER).partner_id:
            continue
        if not is_last:
            _register(env, move, min(move.invoice_date + timedelta(days=20 + move.id % 8), story.today))
        elif move.partner_id == company_of(env, PAYS_IN_PART).partner_id:
            day = min(move.invoice_date + timedelta(days=9), story.today)
            _register(env, move, day, env.company.currency_id.round(move.amount_total / 2))


def _register(env, move, day, amount=None):
    register = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
    values = {"payment_date": day, "amount": amount or move.amount_total, "payment_difference_handling": "open"}
    register.create(values)._create_payments()
