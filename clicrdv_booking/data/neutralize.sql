-- a copied database must never write to a client
UPDATE clicrdv_sms_gateway
   SET protocol = 'demo', base_url = NULL, "user" = NULL, secret = NULL, ovh_service = NULL, ovh_consumer_key = NULL,
       twilio_messaging_service = NULL, http_path = NULL, http_headers = NULL, http_body = NULL;
UPDATE clicrdv_notification_rule SET is_on = false;
UPDATE clicrdv_message SET state = 'cancelled', reason = 'neutralized' WHERE state IN ('planned', 'sending');
