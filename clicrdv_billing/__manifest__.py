{
    "name": "ClicRDV Billing",
    "summary": "Contracts, subscriptions and monthly invoices of the establishments of a network",
    "version": "19.0.1.0.0",
    "category": "Services/Appointments",
    "author": "ClicRDV for Odoo",
    "website": "https://clicrdv.invalid",
    "license": "LGPL-3",
    # account_peppol would install itself later, in the middle of a transaction, with the first French company
    "depends": ["clicrdv_booking", "account", "account_edi_ubl_cii", "account_peppol", "l10n_fr_account"],
    "data": ["security/clicrdv_billing_groups.xml"],
    "demo": ["demo/res_users_demo.xml"],
}
