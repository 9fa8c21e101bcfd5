// Words of the pages corrected where they stand: marked, walked through by keys, asked for again.
(() => {
  "use strict";
  const viewer = window.sohoa.viewer;
  const bar = document.querySelector("[data-words-bar]");
  if (!viewer || !bar) return;
  const { root, scroller } = viewer;
  const { freshKey, wordButton, wordView } = window.sohoa;
  const told = bar.dataset;
  const find = (name) => root.querySelector(`[data-${name}]`);
  const mode = find("words-mode"), note = find("words-note"), back = find("words-undo");
  const form = find("word-form"), wrong = find("word-wrong"), choices = find("word-choices");
  const text = document.getElementById("word-text");
  const CHOICES = 5;
  const known = new Map(); // number → promise of { revision, size, lines }
  const said = []; // what can be taken back: { correction, number, at, text }
  let on = false, open = null, busy = false;

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  function say(words) {
    note.textContent = words;
    back.hidden = !said.length;
    find("words-how").hidden = said.length > 0;
  }

  const ask = (path, sent) => window.sohoa.ask(path, sent, told);
  const place = (what, number) => `/review/${what}/${root.dataset.document}/${number}`;

  async function asked(number) {
    const { answer, told: trouble } = await ask(place("words", number));
    if (!answer) { known.delete(number); say(trouble); return null; }
    return answer.json();
  }

  // --- the words of a page ----------------------------------------------------------------------
  async function load(sheet) {
    const number = sheet.facts.number;
    if (!known.has(number)) known.set(number, asked(number));
    const page = await known.get(number);
    if (!page || !on || sheet.dropped || sheet.words === page) return page;
    sheet.words = page;
    sheet.wordLayer?.remove();
    const layer = sheet.wordLayer = document.createElement("div");
    layer.className = "words";
    layer.setAttribute("role", "group");
    layer.setAttribute("aria-label", `${told.words} ${number}`);
    let position = 0;
    page.lines.forEach((line, row) => line.forEach((word) => {
      layer.append(wordButton({ number, row, position, word }, told));
      position += 1;
    }));
    sheet.inner.append(layer);
    return page;
  }

  const buttons = (number) => [...(viewer.sheets.get(number)?.wordLayer?.children || [])];

  function focus(one) {
    if (!one) return;
    one.focus({ preventScroll: true });
    viewer.reveal(one.which.number, one.which.word.slice(1, 5), false);
  }

  // Counts what is unsure on the page; `words` are told before.
  async function count(number, words = "") {
    const page = await known.get(number);
    if (!page || !on) return;
    const left = page.lines.flat().filter((word) => word[5]).length;
    const all = page.lines.length ? told.none : told.empty;
    say(`${words} ${left ? fill(told.left, { count: left }) : all}`.trim());
  }

  async function again(number, index) {
    known.delete(number);
    const sheet = viewer.sheets.get(number);
    if (!sheet) return;
    await load(sheet);
    viewer.again(sheet);
    const there = buttons(number);
    focus(there[Math.min(index, there.length - 1)]);
  }

  function clear() {
    for (const sheet of viewer.sheets.values()) { sheet.wordLayer?.remove(); sheet.wordLayer = sheet.words = null; }
    known.clear();
    mode.focus();
  }

  // --- on and off -------------------------------------------------------------------------------
  async function turn() {
    if (busy) return;
    on = !on;
    close();
    root.classList.toggle("words", on);
    bar.hidden = !on;
    mode.setAttribute("aria-pressed", String(on));
    if (!on) { clear(); return; }
    say("");
    const number = viewer.current();
    viewer.sheets.forEach(load);
    if (viewer.sheets.has(number)) await load(viewer.sheets.get(number));
    const there = buttons(number);
    focus(there.find((one) => one.classList.contains("unsure")) || there[0]);
    await count(number);
  }
  viewer.came = (sheet) => { if (on) load(sheet); };

  // --- from word to word ------------------------------------------------------------------------
  async function walk(from, key) {
    const { number, row, position, word } = from.which;
    const by = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    const all = buttons(number);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      if (all[position + by]) { focus(all[position + by]); return; }
    } else {
      const line = all.filter((one) => one.which.row === row + by);
      const far = (one) => Math.abs(one.which.word[1] + one.which.word[3] - word[1] - word[3]);
      if (line.length) { focus(line.reduce((best, one) => (far(one) < far(best) ? one : best))); return; }
    }
    const next = number + by;
    if (!viewer.pages[next - 1]) return;
    viewer.reveal(next, [0, 0, 1, 1], false);
    await load(viewer.sheets.get(next));
    const there = buttons(next);
    focus(by > 0 ? there[0] : there[there.length - 1]);
    count(next);
  }

  // --- one word -----------------------------------------------------------------------------------

  async function edit(one) {
    if (busy) return;
    close();
    const page = await known.get(one.which.number);
    if (!page) return;
    open = { ...one.which, button: one, revision: page.revision, key: freshKey(), sent: null };
    one.classList.add("open");
    picture(page.size);
    show();
    text.value = open.word[0];
    form.hidden = false;
    put();
    const first = choices.querySelector("button");
    if (first) first.focus({ preventScroll: true });
    else { text.focus({ preventScroll: true }); text.select(); }
  }

  function show() {
    const [now, , , , , , , others] = open.word;
    find("word-now").textContent = `${told.now} ${now}`;
    complain("");
    choices.replaceChildren(...others.slice(0, CHOICES).map((other, index) => {
      const item = document.createElement("li"), choice = document.createElement("button"), key = document.createElement("kbd");
      choice.type = "button";
      choice.dataset.choice = other;
      key.textContent = index + 1;
      choice.append(key, ` ${other}`);
      item.append(choice);
      return item;
    }));
  }

  function complain(words) {
    wrong.textContent = words;
    text.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) put();
  }

  function picture(size) {
    const { image, mark } = wordView(open.word, size);
    const shown = find("word-crop");
    Object.assign(shown, { width: image.width, height: image.height });
    shown.src = `${place("crop", open.number)}?box=${image.box}`;
    Object.assign(find("word-mark").style, mark);
  }

  // Below its word, or above it; always within the window on the pages.
  function put() {
    const sheet = open && viewer.sheets.get(open.number);
    if (!sheet) return;
    const [left, top, , bottom] = sheet.shown(open.word.slice(1, 5));
    const down = scroller.offsetTop + sheet.top - scroller.scrollTop;
    const within = (at, most) => Math.min(Math.max(at, 8), Math.max(most, 8));
    const most = scroller.offsetTop + scroller.clientHeight - form.offsetHeight - 8;
    const under = down + bottom + 12, over = down + top - form.offsetHeight - 12;
    form.style.top = `${within(under <= most || over < scroller.offsetTop ? under : over, most)}px`;
    const across = scroller.offsetLeft + sheet.left + left - scroller.scrollLeft;
    form.style.left = `${within(across, scroller.offsetLeft + scroller.clientWidth - form.offsetWidth - 8)}px`;
  }

  function close() {
    if (!open || busy) return;
    const { button: one } = open;
    form.hidden = true;
    one.classList.remove("open");
    open = null;
    if (one.isConnected) one.focus({ preventScroll: true });
  }

  async function save() {
    if (!open || busy) return;
    busy = true;
    const { number, position, word } = open, typed = text.value;
    // The same text sent again is one word; another text is another.
    if (open.sent !== null && open.sent !== typed) open.key = freshKey();
    open.sent = typed;
    const { revision, key } = open;
    complain("");
    const sent = { position, revision, key, text: typed, seen: word.slice(1, 5) };
    const { answer, told: trouble, changed } = await ask(place("word", number), sent);
    busy = false;
    if (!answer) { if (changed) await renew(); complain(trouble); return; }
    const now = typed.trim().split(/\s+/).join(" ");
    said.push({ correction: answer.headers.get("X-Correction"), number, position, text: word[0] });
    close();
    await again(number, position);
    await count(number, fill(now ? told.saved : told.savedNone, { old: word[0], new: now }));
  }

  // Somebody else was here: the word as it is now, below what was typed; saved again it is meant.
  async function renew() {
    const { number, word } = open;
    known.delete(number);
    const sheet = viewer.sheets.get(number);
    const page = sheet && await load(sheet);
    if (!page) return;
    const there = buttons(number).find((one) => String(one.which.word.slice(1, 5)) === String(word.slice(1, 5)));
    if (!there) return;
    there.classList.add("open");
    Object.assign(open, there.which, { button: there, revision: page.revision, key: freshKey(), sent: null });
    show();
  }

  async function undo() {
    const last = said[said.length - 1];
    if (!last || busy) return;
    busy = true;
    const { answer, told: trouble, changed } = await ask(`${place("word", last.number)}/undo`, { correction: last.correction });
    busy = false;
    if (answer || changed) said.pop();
    if (!answer) { say(trouble); return; }
    await again(last.number, last.position);
    await count(last.number, fill(told.undone, { text: last.text }));
  }

  // --- what one may do ------------------------------------------------------------------------
  mode.addEventListener("click", turn);
  back.addEventListener("click", undo);
  find("word-close").addEventListener("click", close);
  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); save(); });
  choices.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choice]");
    if (choice) { text.value = choice.dataset.choice; save(); }
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (event.target === text) return;
    const choice = choices.querySelectorAll("button")[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.click(); }
    if (event.key === "e") { event.preventDefault(); text.focus(); text.select(); }
  });
  scroller.addEventListener("click", (event) => {
    const one = event.target.closest("button.word");
    if (one) edit(one);
  });
  scroller.addEventListener("keydown", (event) => {
    const one = event.target.closest("button.word");
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) { event.preventDefault(); walk(one, event.key); }
  });
  scroller.addEventListener("focusin", (event) => {
    const one = event.target.closest("button.word");
    if (one) viewer.reveal(one.which.number, one.which.word.slice(1, 5), false);
  });
  scroller.addEventListener("scroll", put, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (window.sohoa.typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "e") { event.preventDefault(); turn(); }
    if (on && event.key === "u") { event.preventDefault(); undo(); }
    if (on && event.key === "Escape") { event.preventDefault(); if (open) close(); else turn(); }
  });
  window.addEventListener("beforeunload", (event) => { if (open && open.sent !== null) event.preventDefault(); });
})();
