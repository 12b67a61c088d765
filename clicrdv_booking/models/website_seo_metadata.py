from odoo import api, models
from odoo.http import request


class WebsiteSeoMetadata(models.AbstractModel):
    """What the public pages say about their address leads to the site as it is configured.

    Core takes the host that the visitor names: a cache between would hand a stranger's address to everybody.
    """

    _inherit = "website.seo.metadata"

    # === BUSINESS METHODS === #

    @api.private
    def get_website_meta(self):
        meta = super().get_website_meta()
        if self._name != "ir.ui.view" or not (self.key or "").startswith("clicrdv_"):
            return meta
        visited, own = request.httprequest.url_root, f"{request.website.get_base_url().rstrip('/')}/"
        for values in (meta["opengraph_meta"], meta["twitter_meta"]):
            for name, value in values.items():
                if isinstance(value, str) and value.startswith(visited):
                    values[name] = own + value.removeprefix(visited)
        return meta
