from . import (
    account_move,
    account_move_line,
    clicrdv_charge,
    clicrdv_contract,
    clicrdv_contract_price,
    clicrdv_subscription,
    product_template,
    res_company,
)
