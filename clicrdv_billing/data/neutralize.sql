-- a copied database must never send an order to anybody, nor believe a call
UPDATE res_company SET yousign_base_url = NULL, yousign_key = NULL, yousign_webhook_secret = NULL, yousign_webhook_token = NULL, yousign_sandbox = true;
UPDATE clicrdv_signature_request SET state = 'canceled', wanted = NULL, calling = NULL WHERE state IN ('preparing', 'ongoing', 'expired', 'signed', 'failed');
-- nor let anybody sign with a link that the real one has sent
UPDATE clicrdv_contract SET access_token = NULL;
-- nor watch the real service, nor take what its monitor tells
UPDATE res_company SET service_probe_url = NULL, service_probe_token = NULL;
-- nor write to customers, nor hand invoices to a platform
UPDATE account_move SET billing_send_state = NULL WHERE billing_send_state = 'to_send';
UPDATE account_move SET einvoice_platform_state = NULL WHERE einvoice_platform_state = 'to_deliver';
UPDATE clicrdv_dunning_level SET auto_send = false WHERE auto_send;
UPDATE res_company SET billing_auto_run = false, billing_platform = NULL, billing_platform_folder = NULL;
