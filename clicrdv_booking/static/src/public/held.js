import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { post } from "./journey";

/** The form while a time is held: shows what is left, warns before the end, asks for more. */
export class HeldForm extends Interaction {
    static selector = ".o_clicrdv_form";
    dynamicContent = {
        "[data-left]": { "t-out": () => this.left },
        ".o_clicrdv_left": { "t-att-hidden": () => false },
        ".o_clicrdv_countdown": { "t-att-class": () => ({ "is-short": this.seconds <= 120 }) },
        "[data-announce]": { "t-out": () => this.announcement },
        "#rdv_errors a": { "t-on-click": this.goTo },
        "[data-extend]": { "t-on-click.prevent": this.extend, "t-att-hidden": () => this.isExtended },
    };

    setup() {
        this.isExtended = false;
        this.announcement = "";
        this.count(Number(this.el.dataset.seconds));
        this.ticker = setInterval(() => this.tick(), 1000);
        this.registerCleanup(() => clearInterval(this.ticker));
    }

    /** The website scrolls to what a link names, but leaves the focus behind. */
    goTo(ev) {
        this.el.querySelector(ev.currentTarget.getAttribute("href"))?.focus();
    }

    count(seconds) {
        this.end = Date.now() + seconds * 1000;
        this.seconds = seconds;
    }

    get left() {
        const seconds = Math.max(0, this.seconds);
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }

    tick() {
        const before = this.seconds;
        this.seconds = Math.ceil((this.end - Date.now()) / 1000);
        if (before > 120 && this.seconds <= 120) {
            this.announcement = _t("Less than two minutes left.");
        } else if (before > 60 && this.seconds <= 60) {
            this.announcement = _t("Less than one minute left. You can ask for more time.");
        }
        if (this.seconds <= 0) {
            clearInterval(this.ticker);
            // the server says that the time has run out, and how to go on
            window.location.reload();
        }
        this.updateContent();
    }

    async extend(ev) {
        const { slug, hold } = this.el.dataset;
        const button = ev.currentTarget;
        button.setAttribute("aria-busy", "true");
        try {
            const { ok, body } = await this.waitFor(post(`/rdv/api/${slug}/hold/extend`, { hold }));
            this.isExtended = ok || body.error.code === "already_extended";
            if (ok) {
                this.showMore(new Date(body.expires_at));
            } else {
                this.announcement = body.error.message;
            }
        } catch {
            this.announcement = "";
        }
        button.removeAttribute("aria-busy");
    }

    showMore(until) {
        this.count(Math.round((until - Date.now()) / 1000));
        this.announcement = _t("You have more time.");
        const time = this.el.querySelector(".o_clicrdv_countdown time");
        time.dateTime = until.toISOString();
        time.textContent = until.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    }
}

registry.category("public.interactions").add("clicrdv_booking.held_form", HeldForm);
