import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A form that changes something is sent once, however often its button is pressed. */
export class SentOnce extends Interaction {
    static selector = ".o_clicrdv form[method=post]";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        // the page comes back from the browser's history as it was left
        _window: { "t-on-pageshow": this.release },
    };

    onSubmit(ev) {
        if (this.el.dataset.sent) {
            ev.preventDefault();
            return;
        }
        this.el.dataset.sent = "1";
        this.el.setAttribute("aria-busy", "true");
        ev.submitter?.setAttribute("aria-disabled", "true");
    }

    release() {
        delete this.el.dataset.sent;
        this.el.removeAttribute("aria-busy");
        for (const button of this.el.querySelectorAll("[aria-disabled]")) {
            button.removeAttribute("aria-disabled");
        }
    }
}

registry.category("public.interactions").add("clicrdv_booking.sent_once", SentOnce);
