import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { partOf, post } from "./journey";

const SIDE_BY_SIDE = "(min-width: 992px)"; // as in public.scss

/** A week of free times: other weeks and people without a new page, a time kept with one press. */
export class FreeTimes extends Interaction {
    static selector = ".o_clicrdv_slots";
    dynamicContent = {
        _root: { "t-on-click": this.onClick, "t-on-change": this.onChange, "t-on-submit": this.onSubmit },
        _window: { "t-on-popstate": () => window.location.reload(), "t-on-pageshow": this.release },
    };

    setup() {
        this.isBusy = false;
        const media = window.matchMedia(SIDE_BY_SIDE);
        const arrange = () => this.arrange();
        media.addEventListener("change", arrange);
        this.registerCleanup(() => media.removeEventListener("change", arrange));
        this.arrange();
        this.el.querySelector(".o_clicrdv_person")?.classList.add("is-live");
    }

    get week() {
        return this.el.querySelector(".o_clicrdv_week");
    }

    /** Open all days where they stand side by side; show the zone to who is in another one. */
    arrange() {
        if (window.matchMedia(SIDE_BY_SIDE).matches) {
            for (const day of this.week.querySelectorAll("details")) {
                day.open = true;
            }
        }
        const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
        if (here) {
            this.week.querySelector(".o_clicrdv_zone").hidden = here === this.el.dataset.zone;
        }
    }

    onClick(ev) {
        const link = ev.target.closest("a[data-week]");
        if (link && !ev.ctrlKey && !ev.metaKey && !ev.shiftKey) {
            ev.preventDefault();
            this.show(link.href);
        }
    }

    onChange(ev) {
        const form = ev.target.closest(".o_clicrdv_person");
        if (form) {
            this.show(this.addressOf(form));
        }
    }

    onSubmit(ev) {
        const form = ev.target;
        if (form.matches(".o_clicrdv_person")) {
            ev.preventDefault();
            this.show(this.addressOf(form));
        } else if (this.isBusy) {
            ev.preventDefault();
        } else if (form.querySelector("[name=service]")) {
            ev.preventDefault();
            this.hold(form, ev.submitter);
        }
        // moving an appointment is an ordinary form, sent once (ready.js)
    }

    addressOf(form) {
        const query = new URLSearchParams(new FormData(form));
        query.delete("from");
        return `${form.action.split("?")[0]}?${query}`;
    }

    /** Replace the week by that of another page of ours; the page itself where that fails. */
    async show(url) {
        if (this.isBusy) {
            return;
        }
        this.setBusy(true);
        try {
            const week = await this.waitFor(partOf(url, ".o_clicrdv_week"));
            this.replaceWeek(week);
            window.history.pushState({}, "", url);
            const title = this.week.querySelector("h2");
            title.tabIndex = -1;
            title.focus();
        } catch {
            window.location.assign(url);
        }
        this.setBusy(false);
    }

    replaceWeek(week) {
        this.services["public.interactions"].stopInteractions(this.week);
        this.week.replaceWith(document.adoptNode(week));
        this.services["public.interactions"].startInteractions(this.week);
        this.arrange();
    }

    /** Keep a time, then go to the form; say at once when somebody was faster. */
    async hold(form, button) {
        const data = new FormData(form);
        const address = form.action.split("?")[0];
        const [, slug] = address.match(/\/rdv\/([^/]+)\/creneaux$/);
        this.setBusy(true);
        button.classList.add("is-taken");
        try {
            const { ok, body } = await this.waitFor(
                post(`/rdv/api/${slug}/hold`, {
                    services: data.getAll("service"),
                    agenda: Number(data.get("agenda")) || null,
                    start: button.value,
                    channel: data.get("c") || "",
                    replaces: data.get("hold") || "",
                })
            );
            if (ok) {
                window.location.assign(this.formAddress(address, data, body.hold));
                return; // busy until the next page is there
            }
            await this.waitFor(this.refuse(body.error));
        } catch {
            this.send(form, button);
            return;
        }
        this.setBusy(false);
    }

    /** The plain way, which also works when our script's request did not. */
    send(form, button) {
        const start = Object.assign(document.createElement("input"), { type: "hidden", name: "start", value: button.value });
        form.append(start);
        form.submit();
    }

    formAddress(address, data, hold) {
        const query = new URLSearchParams({ hold });
        for (const name of ["service", "agenda", "c"]) {
            for (const value of data.getAll(name)) {
                query.append(name, value);
            }
        }
        return `${address.replace(/creneaux$/, "coordonnees")}?${query}`;
    }

    async refuse(error) {
        this.replaceWeek(await partOf(window.location.href, ".o_clicrdv_week"));
        const alert = this.el.ownerDocument.createElement("div");
        alert.className = "alert alert-danger o_clicrdv_alert";
        alert.setAttribute("role", "alert");
        alert.tabIndex = -1;
        alert.textContent = error.message;
        this.week.prepend(alert);
        alert.focus();
    }

    setBusy(isBusy) {
        this.isBusy = isBusy;
        this.week.setAttribute("aria-busy", String(isBusy));
    }

    release() {
        this.setBusy(false);
        this.el.querySelector(".is-taken")?.classList.remove("is-taken");
    }
}

registry.category("public.interactions").add("clicrdv_booking.free_times", FreeTimes);
