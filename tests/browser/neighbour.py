"""The site that embeds a booking page in test_embedded: Chromium takes localhost and 127.0.0.1 for two sites."""

import server

PORT = server.free_port()
