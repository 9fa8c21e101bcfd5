// Pages of a file are put together to documents: by dragging, by buttons, by keys.
(() => {
  "use strict";
  const form = document.getElementById("arrange");
  if (!form) return;
  const groups = document.getElementById("groups");
  const sheets = [...form.querySelectorAll(".sheet")];
  const save = document.getElementById("save");
  const undo = document.getElementById("undo");
  const field = form.elements.firsts;
  const numbers = sheets.map((sheet) => Number(sheet.dataset.page));
  let firsts = new Set(field.value.split(",").map(Number));
  const before = [];
  const titles = [...groups.querySelectorAll(".group")].map((group) => [
    Number(group.querySelector(".sheet").dataset.page), group.querySelector("h2").textContent,
  ]);
  const seen = field.value;

  for (const sheet of sheets) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain small";
    sheet.append(button);
    button.addEventListener("click", () => turn(Number(sheet.dataset.page)));
  }

  function change(next) {
    before.push(firsts);
    firsts = next;
    draw();
  }

  function turn(page) {
    if (page === numbers[0]) return;
    const next = new Set(firsts);
    if (next.has(page)) next.delete(page); else next.add(page);
    change(next);
  }

  function draw() {
    const focused = document.activeElement?.closest?.(".sheet");
    const known = new Map(titles);
    groups.replaceChildren();
    let pages = null;
    let count = 0;
    for (const sheet of sheets) {
      const page = Number(sheet.dataset.page);
      if (page === numbers[0] || firsts.has(page)) {
        count += 1;
        const group = document.createElement("section");
        group.className = "group";
        const title = document.createElement("h2");
        title.textContent = known.get(page)?.replace(/\d+/, String(count)) || `${form.dataset.group} ${count}`;
        pages = document.createElement("ol");
        pages.className = "pages";
        group.append(title, pages);
        groups.append(group);
      }
      const button = sheet.querySelector("button");
      button.hidden = page === numbers[0];
      button.textContent = firsts.has(page) ? form.dataset.join : form.dataset.split;
      pages.append(sheet);
    }
    field.value = [...firsts].sort((a, b) => a - b).join(",");
    save.disabled = field.value === seen;
    undo.disabled = before.length === 0;
    focused?.querySelector("button")?.focus();
  }

  undo.addEventListener("click", () => { if (before.length) { firsts = before.pop(); draw(); } });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || window.sohoa.typing(event.target)) return;
    const sheet = document.activeElement?.closest?.(".sheet");
    if (event.key === "u") undo.click();
    if (!sheet) return;
    const page = Number(sheet.dataset.page);
    if ((event.key === "s" && !firsts.has(page)) || (event.key === "m" && firsts.has(page))) turn(page);
  });

  // A page dragged to the document before it takes the pages before it along, and so after it:
  // documents are runs of pages.
  let dragged = null;
  groups.addEventListener("dragstart", (event) => { dragged = event.target.closest(".sheet"); });
  groups.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    for (const group of groups.children) group.classList.toggle("over", group === event.target.closest(".group"));
  });
  groups.addEventListener("drop", (event) => {
    event.preventDefault();
    const target = event.target.closest(".group");
    const own = dragged?.closest(".group");
    if (target && own && target !== own) {
      const page = Number(dragged.dataset.page);
      const starts = [...firsts].sort((a, b) => a - b);
      const there = Number(target.querySelector(".sheet").dataset.page);
      const next = new Set();
      for (const start of starts) {
        if (there < page ? start > there && start <= page : start > page && start <= there) continue;
        next.add(start);
      }
      if (there < page) { const after = numbers[numbers.indexOf(page) + 1]; if (after) next.add(after); }
      else next.add(page);
      next.add(numbers[0]);
      change(next);
    }
    dragged = null;
    for (const group of groups.children) group.classList.remove("over");
  });
  draw();
})();
