-- a copied database must never send an order to anybody, nor believe a call
UPDATE res_company SET yousign_base_url = NULL, yousign_key = NULL, yousign_webhook_secret = NULL, yousign_webhook_token = NULL;
-- nor write to customers, nor hand invoices to a platform
UPDATE account_move SET billing_send_state = NULL WHERE billing_send_state = 'to_send';
UPDATE account_move SET einvoice_platform_state = NULL WHERE einvoice_platform_state = 'to_deliver';
UPDATE res_company SET billing_platform = NULL, billing_platform_folder = NULL;
