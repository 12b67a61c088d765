/** What the pages of the journey share: our JSON interface, and parts of pages from the server. */

/**
 * @param {string} url
 * @param {Object} body
 * @returns {Promise<{ok: boolean, body: Object}>}
 */
export async function post(url, body) {
    const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(body),
    });
    return { ok: response.ok, body: await response.json() };
}

/**
 * @param {string} url address of one of our pages
 * @param {string} selector part wanted
 * @returns {Promise<Element>}
 */
export async function partOf(url, selector) {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const part = page.querySelector(selector);
    if (!part) {
        throw new Error(`nothing to show in ${url}`);
    }
    return part;
}
