// The search page: what may be typed on, choices that ask at once, what was found told aloud.
(() => {
  "use strict";
  const box = document.getElementById("q");
  const list = document.getElementById("q-options");
  const form = document.getElementById("ask");
  const WAIT_MS = 150;
  let timer = 0, asked = null, active = -1, asking = null;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    active = -1;
    options().forEach((option) => option.setAttribute("aria-selected", "false"));
    clearTimeout(timer);
    asking?.abort();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function point(number) {
    const all = options();
    if (!all.length) return;
    active = (number + all.length + 1) % (all.length + 1);
    // One place more than there are options: back in the box.
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    const chosen = all[active];
    if (!chosen) { active = -1; box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    box.value = option.dataset.question;
    close();
    form.requestSubmit();
  }

  // What was suggested for the same words a moment ago is still there.
  function reopen() {
    if (box.value.trim() !== asked || !options().length) return false;
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    return true;
  }

  async function suggest() {
    const typed = box.value.trim();
    if (typed.length < 2) { close(); return; }
    asking?.abort();
    asking = new AbortController();
    let html = "";
    try {
      const answer = await fetch(`${box.dataset.complete}?${new URLSearchParams({ q: typed })}`, {
        headers: { "HX-Request": "true" }, signal: asking.signal,
      });
      if (!answer.ok) { close(); return; }
      html = await answer.text();
    } catch { return; }
    if (box.value.trim() !== typed || document.activeElement !== box) return;
    list.innerHTML = html;
    asked = typed;
    active = -1;
    const any = options().length > 0;
    list.hidden = !any;
    box.setAttribute("aria-expanded", String(any));
    box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden && !reopen()) { suggest(); return; }
      point(event.key === "ArrowDown" ? active + 1 : active < 0 ? options().length - 1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); choose(option); }
  });
  form.addEventListener("submit", close);

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-asks]")) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const keeper = event.target.closest?.("[data-keeps]");
    if (!keeper) return;
    document.querySelector("[data-query]").value = keeper.dataset.keeps;
    const name = document.getElementById("keep-name");
    if (!name.value) name.value = box.value.slice(0, 80);
    name.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "found") return;
    const told = document.querySelector("#found [data-tells]");
    document.getElementById("told").textContent = told ? told.textContent : "";
    const wrong = document.getElementById("wrong")?.dataset.wrong;
    document.querySelectorAll("[data-day]").forEach((day) => {
      if (day.name === wrong) {
        day.setAttribute("aria-invalid", "true");
        day.setAttribute("aria-describedby", "wrong");
      } else {
        day.removeAttribute("aria-invalid");
        day.removeAttribute("aria-describedby");
      }
    });
  });
  if (window.matchMedia("(max-width: 48rem)").matches) {
    document.querySelector(".narrowing")?.removeAttribute("open");
  }
})();
