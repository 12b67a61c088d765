-- a copied database must never send an order to anybody, nor believe a call
UPDATE res_company SET yousign_base_url = NULL, yousign_key = NULL, yousign_webhook_secret = NULL, yousign_webhook_token = NULL;
