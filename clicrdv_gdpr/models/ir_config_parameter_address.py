from odoo import api, models

from ..exceptions_registers import AddressNotSecure
from ..logic import secure_addresses

#: Addresses of this instance itself, which the proxy before it serves; nothing is sent to them.
OWN = {"web.base.url", "report.url"}


class IrConfigParameter(models.Model):
    """A parameter that names a server names an encrypted one, whichever addon reads it (sub-annex C.3; GDP-68)."""

    _inherit = "ir.config_parameter"

    # === CONSTRAINS METHODS === #

    @api.constrains("key", "value")
    def _check_secure_address(self):
        for parameter in self:
            address = parameter.value or ""
            is_foreign = parameter.key not in OWN and secure_addresses.names_a_server(address)
            if is_foreign and not secure_addresses.is_secure(address):
                raise AddressNotSecure(self.env, address=address)
