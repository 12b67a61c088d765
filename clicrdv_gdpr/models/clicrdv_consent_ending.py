from odoo import models
from odoo.tools import SQL

# Late bound on purpose: the table of requests may be made after those that are guarded.
IS_DESTROYED = """
    CREATE OR REPLACE FUNCTION clicrdv_is_being_destroyed(company integer) RETURNS boolean AS $$
    BEGIN
        RETURN EXISTS (
            SELECT 1 FROM clicrdv_reversibility r
             WHERE r.state = 'destroying' AND r.destroyed_at IS NULL
               AND (r.company_id = company OR r.network_id = (SELECT c.network_id FROM res_company c WHERE c.id = company)));
    END $$ LANGUAGE plpgsql STABLE;
"""
#: Changing is refused as before; deleting is, unless the data of the whole controller is destroyed.
GUARDS = """
    DROP TRIGGER IF EXISTS %(name)s ON %(table)s;
    DROP TRIGGER IF EXISTS %(deleted)s ON %(table)s;
    CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s
        FOR EACH ROW WHEN (%(kept)s) EXECUTE FUNCTION %(name)s();
    CREATE TRIGGER %(deleted)s BEFORE DELETE ON %(table)s
        FOR EACH ROW WHEN (%(kept)s AND NOT clicrdv_is_being_destroyed(OLD.company_id)) EXECUTE FUNCTION %(name)s();
"""


def guard(cr, table, name, kept):
    """Let PostgreSQL delete proofs of a controller whose data is being destroyed, and no others.

    :param SQL kept: which rows are proofs
    """
    cr.execute(IS_DESTROYED)
    names = {"name": name, "deleted": f"{name}_deleted", "table": table}
    cr.execute(SQL(GUARDS, kept=kept, **{key: SQL.identifier(value) for key, value in names.items()}))


class ClicrdvConsent(models.Model):
    """Proofs are the controller's: he gets them in the export, and a destruction leaves none here (GDP-32, 34)."""

    _inherit = "clicrdv.consent"

    def init(self):
        result = super().init()
        guard(self.env.cr, self._table, "clicrdv_consent_is_proof", SQL("TRUE"))
        return result
