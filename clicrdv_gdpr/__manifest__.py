{
    "name": "ClicRDV GDPR",
    "summary": "Retention, requests of persons, registers and proofs for the data of booking clients",
    "version": "19.0.1.0.0",
    "category": "Services/Appointments",
    "author": "ClicRDV for Odoo",
    "website": "https://clicrdv.invalid",
    "license": "LGPL-3",
    "depends": ["clicrdv_booking", "privacy_lookup"],
    "data": [
        "security/clicrdv_gdpr_groups.xml",
        "security/ir.model.access.csv",
        "views/clicrdv_gdpr_menus.xml",
    ],
    "demo": ["demo/res_users_demo.xml"],
}
