import { browser, makeRAMLocalStorage } from "@web/core/browser/browser";

// In the frame of another site our pages store nothing in the visitor's browser: what core's services
// would note down there (such as when he last moved the mouse) stays in this page's memory.
if (window.self !== window.top && /\/rdv(\/|$)/.test(window.location.pathname)) {
    browser.localStorage = makeRAMLocalStorage();
    browser.sessionStorage = makeRAMLocalStorage();
}
