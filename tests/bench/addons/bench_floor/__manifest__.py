{
    "name": "Bench floor",
    "summary": "Two routes that do nothing: what every Odoo route costs. Loaded by the bench's servers only.",
    "version": "19.0.1.0.0",
    "author": "ClicRDV for Odoo",
    "license": "LGPL-3",
    "depends": ["website"],
}
