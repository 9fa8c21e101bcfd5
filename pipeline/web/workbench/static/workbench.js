// What every page does: keys, a lost connection, an expired session. No page needs more to work.
(() => {
  "use strict";
  const body = () => document.body;
  const banner = () => document.getElementById("connection");

  function show(text) {
    const place = banner();
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
  }

  function toast(text, kind) {
    const note = document.createElement("div");
    note.className = `note ${kind || ""}`;
    note.textContent = text;
    document.getElementById("toast").append(note);
    setTimeout(() => note.remove(), 8000);
  }

  // --- keys -------------------------------------------------------------------------------
  const typing = (target) =>
    target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  let began = "";
  const PLACES = { s: "/search", r: "/review", i: "/intake", v: "/register" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key;
    if (began === "g" && PLACES[key]) {
      const link = document.querySelector(`.top nav a[href="${PLACES[key]}"]`);
      began = "";
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    began = key === "g" ? "g" : "";
    if (key === "/") {
      const box = document.querySelector("[data-search-box]");
      event.preventDefault();
      if (box) { box.focus(); box.select?.(); } else { location.href = "/search"; }
    } else if (key === "?") {
      event.preventDefault();
      document.getElementById("keys")?.showModal();
    }
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest?.("[data-close]");
    if (close) close.closest("dialog")?.close();
    const opener = event.target.closest?.("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest?.("[data-print]")) window.print();
  });

  // Buttons of a form that was sent wait for its answer: nothing is sent twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (form.hasAttribute("hx-post") || form.hasAttribute("hx-get") || form.method === "dialog") return;
    setTimeout(() => form.querySelectorAll("button").forEach((b) => b.setAttribute("disabled", "")));
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form button[disabled]:not([data-off])").forEach((b) => b.removeAttribute("disabled"));
  });

  // --- what goes wrong on the way ----------------------------------------------------------
  document.addEventListener("htmx:sendError", () => show(body().dataset.offline));
  document.addEventListener("htmx:timeout", () => show(body().dataset.offline));
  window.addEventListener("offline", () => show(body().dataset.offline));
  window.addEventListener("online", () => { show(""); toast(body().dataset.online, "good"); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) show("");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.status === 401) { document.getElementById("sign-in-again")?.showModal(); return; }
    if (answer.status === 503 || answer.status === 429) { toast(body().dataset.busy, "warn"); return; }
    let told = "";
    try { told = JSON.parse(answer.responseText).detail; } catch { told = ""; }
    toast(told || body().dataset.failed, "bad");
  });
  // Signed in again in another tab: the page goes on with the new session's token.
  window.addEventListener("storage", (event) => {
    if (event.key !== "sohoa-signed-in" || !event.newValue) return;
    const token = event.newValue.split(" ")[0];
    body().setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": token }));
    document.querySelectorAll("input[name=csrf]").forEach((input) => { input.value = token; });
    document.getElementById("sign-in-again")?.close();
  });
  const again = document.querySelector("[data-signed-in]");
  if (again) {
    try {
      localStorage.setItem("sohoa-signed-in", `${again.dataset.signedIn} ${Date.now()}`);
      localStorage.removeItem("sohoa-signed-in");
    } catch { /* private window */ }
  }
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.kind));
  window.sohoa = { toast, typing };
})();
