import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Choice of services: says how long the visit is, and offers only what can go together. */
export class ServiceChoice extends Interaction {
    static selector = ".o_clicrdv_choice";
    dynamicContent = {
        "input": { "t-on-change": this.refresh },
        _root: { "t-on-submit": this.onSubmit },
        _window: { "t-on-pageshow": this.refresh },
        ".o_clicrdv_total": { "t-out": () => this.total },
    };

    setup() {
        this.total = "";
        this.services = [...this.el.querySelectorAll("input[name=service]")];
        this.refresh();
    }

    refresh() {
        const agenda = this.el.querySelector("input[name=agenda]:checked")?.value;
        const foreign = this.services.filter((service) => !this.isDoneBy(service, agenda));
        for (const service of foreign) {
            service.checked = false;
        }
        const chosen = this.services.filter((service) => service.checked);
        const isClosed = chosen.length >= Number(this.el.dataset.max) || chosen.some((other) => other.dataset.alone);
        for (const service of this.services) {
            const goesWith = !isClosed && !(service.dataset.alone && chosen.length);
            service.disabled = !service.checked && (!goesWith || foreign.includes(service));
        }
        this.total = chosen.length ? this.summaryOf(chosen) : "";
    }

    isDoneBy(service, agenda) {
        return !agenda || !service.dataset.agendas || service.dataset.agendas.split(" ").includes(agenda);
    }

    summaryOf(chosen) {
        if (chosen.length === 1) {
            return _t("1 service chosen");
        }
        return _t("%s services chosen", chosen.length);
    }

    onSubmit(ev) {
        if (this.services.some((service) => service.checked)) {
            return;
        }
        ev.preventDefault();
        this.total = _t("Choose at least one service, then a time.");
        this.services.find((service) => !service.disabled)?.focus();
    }
}

registry.category("public.interactions").add("clicrdv_booking.service_choice", ServiceChoice);
