// Answers by keys. What could not be sent is kept and sent again, never twice: each has a key.
(() => {
  "use strict";
  const root = () => document.getElementById("review");
  const form = () => document.getElementById("answer");
  let sending = null;

  // Which button it was: kept in the form, since an answer may be sent again without it.
  function take(button) {
    form().querySelector("#how").value = button.dataset.how;
    if (button.dataset.value !== undefined) {
      const box = form().querySelector("#value");
      if (box) box.value = button.dataset.value;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#answer button[data-how]");
    if (button) take(button);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!form() || document.querySelector("dialog[open]")) return;
    const box = form().querySelector("#value");
    if (event.target === box) {
      if (event.key === "Escape") { event.preventDefault(); box.blur(); }
      if (event.key === "Enter") {
        // Left alone, the browser would press the first button, which takes a candidate.
        event.preventDefault();
        form().querySelector("#how").value = "typed";
        form().requestSubmit();
      }
      return;
    }
    if (window.sohoa.typing(event.target)) return;
    const press = (target) => { if (target) { event.preventDefault(); target.click(); } };
    if (event.key === "Enter") {
      if (event.target.closest("a, button")) return;
      const first = form().querySelector(".choice, button[data-how=confirm]");
      if (first) press(first); else { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "e") {
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "s") press(document.getElementById("later"));
    else if (event.key === "u") press(document.getElementById("undo-last"));
    else if (event.key === "o") press(document.getElementById("open-page"));
    else press(form().querySelector(`button[data-key="${CSS.escape(event.key)}"]`));
  });

  // A lost connection: the answer stays in the form and is sent when there is one again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === form()) sending = form().querySelector("input[name=key]").value;
  });
  document.addEventListener("htmx:afterSwap", () => {
    sending = null;
    const box = form()?.querySelector("#value[data-focus]");
    if (box) { box.focus(); box.select(); } else { document.getElementById("main").focus({ preventScroll: true }); }
  });
  function again() {
    const now = form()?.querySelector("input[name=key]").value;
    if (sending && now === sending) window.htmx.trigger(form(), "submit");
  }
  document.addEventListener("htmx:sendError", () => {
    if (!sending) return;
    const note = document.getElementById("note");
    note.textContent = root().dataset.kept;
    setTimeout(again, 3000);
  });
  window.addEventListener("online", again);
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
})();
