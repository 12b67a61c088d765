"""What holds nothing about clients, and why: columns of our own tables, and columns that lead to contacts."""

from ..logic.personal_data import Exemption

SETTINGS = "Settings of an establishment or of the instance: staff writes them about services, not about clients."
CODE = "A code from a list, or a number that only software reads."
FORM = "A form on a screen: core drops it after an hour."
BUSINESS = "Contract and accounts of the customer: his business contacts, not his clients; the operator is controller."
BOOKS = "A line of the books: it leads to the client file, and says nothing without it."
STAFF = "People of the establishment or of the operator."


def _all(reason, *tables):
    return tuple(Exemption(table, ("*",), reason) for table in tables)


def _columns(reason, **tables):
    return tuple(Exemption(table, columns, reason) for table, columns in tables.items())


CLIENTS = (
    *_columns(
        CODE,
        res_partner=(
            "autopost_bills", "credit_limit", "ignore_abnormal_invoice_amount", "ignore_abnormal_invoice_date",
            "invoice_edi_format_store", "invoice_sending_method", "lang", "peppol_eas", "peppol_verification_state",
            "property_account_payable_id", "property_account_position_id", "property_account_receivable_id",
            "property_inbound_payment_method_line_id", "property_outbound_payment_method_line_id",
            "property_payment_term_id", "property_supplier_payment_term_id", "specific_property_product_pricelist",
            "trust", "type", "tz", "commercial_partner_id", "client_privacy_state", "client_privacy_rule",
        ),
        calendar_event=(
            "booking_channel", "booking_source", "booking_state", "privacy", "res_model", "service_order", "show_as",
        ),
        calendar_attendee=("availability", "state"),
        clicrdv_message=(
            "channel", "encoding", "gateway_code", "gateway_reference", "kind", "reason", "state", "target", "uuid",
        ),
        clicrdv_message_report=("source", "state"),
        clicrdv_trace=("action", "source", "state_from", "state_to"),
        clicrdv_optout=("channel", "source"),
        clicrdv_hold=("channel", "equipment", "segments", "service_codes"),
        clicrdv_occupancy=("sitting",),
        clicrdv_rate_limit=("key",),
    ),
    *_columns("A reason of the officer; it must name nobody, and stays with the hold.", res_partner=("client_hold_reason",)),
    *_columns("The last failure of the job in words without a name.", res_partner=("client_retention_problem",)),
)  # fmt: skip

OWN_SETTINGS = (
    *_all(
        SETTINGS,
        "clicrdv_activity", "clicrdv_agenda", "clicrdv_agenda_category", "clicrdv_equipment", "clicrdv_equipment_kind",
        "clicrdv_network", "clicrdv_notification_rule", "clicrdv_opening", "clicrdv_public_holiday", "clicrdv_question",
        "clicrdv_service", "clicrdv_service_category", "clicrdv_sms_gateway", "clicrdv_retention_policy",
    ),
    *_all(FORM, "clicrdv_setup", "clicrdv_setup_day", "clicrdv_setup_person", "clicrdv_setup_service", "clicrdv_sms_test",
          "clicrdv_residual_scan", "clicrdv_residual_scan_line"),
    *_all(
        "Proof of destruction: counts, dates and hashes, without a name.",
        "clicrdv_purge", "clicrdv_retention_run", "clicrdv_retention_count",
    ),
)  # fmt: skip

BILLING = (
    *_all(
        BUSINESS,
        "clicrdv_audit_day", "clicrdv_billing_line", "clicrdv_billing_run", "clicrdv_charge", "clicrdv_claim",
        "clicrdv_contract", "clicrdv_contract_change", "clicrdv_contract_document", "clicrdv_dispute",
        "clicrdv_document_reminder", "clicrdv_document_request", "clicrdv_dunning_case", "clicrdv_dunning_letter",
        "clicrdv_dunning_letter_line", "clicrdv_dunning_level", "clicrdv_dunning_policy", "clicrdv_force_majeure",
        "clicrdv_handwritten_signature", "clicrdv_incident", "clicrdv_incident_step", "clicrdv_integrity_answer",
        "clicrdv_integrity_question", "clicrdv_integrity_review", "clicrdv_interest_rate", "clicrdv_late_charge",
        "clicrdv_logo_use", "clicrdv_notice", "clicrdv_outage_exclusion", "clicrdv_page_suspension",
        "clicrdv_payment_special", "clicrdv_penalty_suspension", "clicrdv_probe", "clicrdv_quote", "clicrdv_quote_line",
        "clicrdv_service_report", "clicrdv_signature_event", "clicrdv_signature_request", "clicrdv_subscription",
        "clicrdv_subscription_move", "clicrdv_termination", "clicrdv_terms", "clicrdv_testimonial",
        "clicrdv_payment_allocation",
    ),
    *_all(FORM, "clicrdv_incident_report", "clicrdv_late_note", "clicrdv_order_decision"),
)  # fmt: skip

CORE = (
    *_columns(STAFF, res_company=("partner_id",)),
    *_all(
        FORM,
        "base_partner_merge_automatic_wizard", "base_partner_merge_automatic_wizard_res_partner_rel",
        "mail_compose_message", "mail_compose_message_res_partner_rel", "mail_followers_edit_res_partner_rel",
        "portal_share_res_partner_rel", "portal_wizard_res_partner_rel", "portal_wizard_user", "payment_link_wizard",
        "account_autopost_bills_wizard", "account_move_send_wizard_res_partner_rel", "account_payment_register",
    ),
    *_all(
        BOOKS,
        "account_move_line", "account_bank_statement_line", "account_analytic_account", "account_analytic_line",
    ),
    *_all(
        "A rule of the accountant about suppliers and banks.",
        "account_analytic_distribution_model", "account_reconcile_model", "account_reconcile_model_line",
        "account_reconcile_model_res_partner_rel", "product_supplierinfo",
    ),
    *_all("How loud somebody hears somebody else in a call: two numbers.", "res_users_settings_volumes"),
)  # fmt: skip

EXEMPTIONS = (*CLIENTS, *OWN_SETTINGS, *BILLING, *CORE)
