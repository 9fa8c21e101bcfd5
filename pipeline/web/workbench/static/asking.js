// Asks and sends for a page that stays as it is, and says in words what went wrong.
(() => {
  "use strict";
  // The answer, or { told, changed }: what a person is told instead, and whether things are not
  // as this page has them. `words`: for a lost connection, an ended session, anything else.
  async function ask(path, sent, words) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"));
    const headers = { "HX-Request": "true", ...token };
    const body = sent && new URLSearchParams(sent);
    const asking = { method: sent ? "POST" : "GET", headers, body, signal: AbortSignal.timeout(30000) };
    const answer = await fetch(path, asking).catch(() => null);
    if (!answer) return { told: words.offline };
    if (answer.status === 401) {
      document.getElementById("sign-in-again")?.showModal();
      return { told: words.expired };
    }
    if (answer.ok) return { answer };
    const problem = await answer.json().catch(() => ({}));
    return { told: problem.detail || words.refused, changed: answer.status < 500 };
  }

  // What is sent twice under one key is done once.
  function freshKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  Object.assign(window.sohoa, { ask, freshKey });
})();
