from odoo import api, models
from odoo.http import request


class WebsiteSeoMetadata(models.AbstractModel):
    """What the public pages say about themselves to networks where somebody shares them.

    Core takes the host that the visitor names, and a cache between would hand a stranger's address to everybody: they lead
    to the site as it is configured. Core's title is the technical name of the template: theirs is the name of the site.
    """

    _inherit = "website.seo.metadata"

    # === BUSINESS METHODS === #

    @api.private
    def get_website_meta(self):
        meta = super().get_website_meta()
        if self._name != "ir.ui.view" or not (self.key or "").startswith("clicrdv_"):
            return meta
        visited, own = request.httprequest.url_root, f"{request.website.get_base_url().rstrip('/')}/"
        for kind, title in (("opengraph_meta", "og:title"), ("twitter_meta", "twitter:title")):
            values = meta[kind]
            if not self.website_meta_title:
                values[title] = request.website.name
            for name, value in values.items():
                if isinstance(value, str) and value.startswith(visited):
                    values[name] = own + value.removeprefix(visited)
        return meta
