// Our pages need no script, so their buttons work from the first moment: core holds back every form and button until
// all its scripts are there, which takes long on a phone. What must hold before that is here.

const FORMS = ".o_clicrdv form";

function release() {
    for (const element of document.querySelectorAll(`${FORMS}, .o_clicrdv button`)) {
        element.classList.add("o_no_wait_lazy_js");
    }
}

// This file comes before core's lazyloader, which looks for the class in the same event.
if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", release);
} else {
    release();
}

/** A form that changes something is sent once, however often its button is pressed. */
document.addEventListener("submit", (ev) => {
    const form = ev.target;
    if (ev.defaultPrevented || !form.matches(`${FORMS}[method=post]`)) {
        return;
    }
    if (form.dataset.sent) {
        ev.preventDefault();
        return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
});

// The page comes back from the browser's history as it was left.
window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll(`${FORMS}[data-sent]`)) {
        delete form.dataset.sent;
        form.removeAttribute("aria-busy");
    }
});
