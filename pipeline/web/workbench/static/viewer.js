// The pages of a document, one under the other: scrolled by the browser, drawn where one looks.
(() => {
  "use strict";
  const root = document.getElementById("viewer");
  if (!root) return;
  const scroller = root.querySelector("[data-scroll]");
  const paper = root.querySelector("[data-paper]");
  const base = `/documents/${root.dataset.document}`;
  const words = root.dataset;
  const GAP = 12, LEAST = 18, MOST = 1600, STEP = 1.25;

  const pages = JSON.parse(words.pages).map(([width, height, dpi, read], index) => (
    { number: index + 1, width, height, dpi: dpi || 150, read: Boolean(read) }
  ));
  // `zoom`: pixels of the screen for an inch of paper.
  const view = { fit: "width", zoom: 96, turn: 0 };
  const viewer = window.sohoa.viewer = { pages, root, scroller, base, words, question: words.question, sheets: new Map(), current, reveal };
  let spots = []; // where each page is: left, top, width, height
  let marks = null;

  // --- layout -------------------------------------------------------------------------------
  const across = () => view.turn % 180 !== 0;
  const inches = (page) => {
    const sides = [page.width / page.dpi, page.height / page.dpi];
    return across() ? sides.reverse() : sides;
  };

  function fitted(number) {
    const [width, height] = inches(pages[number - 1]);
    const wide = (scroller.clientWidth - 2 * GAP) / width;
    return view.fit === "page" ? Math.min(wide, (scroller.clientHeight - 2 * GAP) / height) : wide;
  }

  // Keeps what is at `anchor` (of the scroller's window) where it is.
  function lay(anchor = [scroller.clientWidth / 2, 0], number = current()) {
    const before = spots[number - 1];
    const point = before && [
      (scroller.scrollLeft + anchor[0] - before.left) / before.width,
      (scroller.scrollTop + anchor[1] - before.top) / before.height,
    ];
    if (view.fit) view.zoom = fitted(number);
    view.zoom = Math.min(Math.max(view.zoom, LEAST), MOST);
    const widest = Math.max(...pages.map((page) => inches(page)[0])) * view.zoom;
    const room = Math.max(scroller.clientWidth, widest + 2 * GAP);
    let top = GAP;
    spots = pages.map((page) => {
      const [width, height] = inches(page).map((side) => side * view.zoom);
      const spot = { left: (room - width) / 2, top, width, height };
      top += height + GAP;
      return spot;
    });
    Object.assign(paper.style, { width: `${room}px`, height: `${top}px` });
    if (point) {
      const now = spots[number - 1];
      scroller.scrollTo(now.left + point[0] * now.width - anchor[0], now.top + point[1] * now.height - anchor[1]);
    }
    viewer.sheets.forEach((sheet, at) => put(sheet, at));
    root.querySelector("[data-zoom]").textContent = `${Math.round((view.zoom / 96) * 100)}%`;
    for (const [name, fit] of [["width", "width"], ["whole", "page"]]) {
      root.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", String(view.fit === fit));
    }
    look();
  }

  function put(sheet, number) {
    const spot = spots[number - 1];
    sheet.lay(spot.left, spot.top, view.zoom / pages[number - 1].dpi, view.turn);
  }

  function current() {
    const middle = scroller.scrollTop + scroller.clientHeight * 0.4;
    const found = spots.findIndex((spot) => spot.top + spot.height + GAP > middle);
    return found < 0 ? pages.length : found + 1;
  }

  // --- what is looked at ----------------------------------------------------------------------
  let planned = 0;
  function look() {
    if (!planned) planned = requestAnimationFrame(() => { planned = 0; draw(); });
  }

  function draw() {
    const top = scroller.scrollTop, bottom = top + scroller.clientHeight;
    const margin = scroller.clientHeight * 0.75;
    for (const [number, sheet] of viewer.sheets) {
      const spot = spots[number - 1];
      if (spot.top > bottom + 3 * margin || spot.top + spot.height < top - 3 * margin) {
        sheet.drop();
        viewer.sheets.delete(number);
      }
    }
    spots.forEach((spot, index) => {
      if (spot.top > bottom + margin || spot.top + spot.height < top - margin) return;
      const sheet = viewer.sheets.get(index + 1) || made(index + 1);
      sheet.show([
        Math.max(scroller.scrollLeft - spot.left - 200, 0), Math.max(top - spot.top - 200, 0),
        Math.min(scroller.scrollLeft + scroller.clientWidth - spot.left + 200, spot.width),
        Math.min(bottom - spot.top + 200, spot.height),
      ]);
    });
    shown(current());
  }

  function made(number) {
    const sheet = new window.sohoa.Sheet(pages[number - 1], base, words, {
      drawn: look,
      refused: (status) => (status === 401 ? document.getElementById("sign-in-again")?.showModal() : gone()),
    });
    viewer.sheets.set(number, sheet);
    put(sheet, number);
    const after = [...viewer.sheets.keys()].filter((one) => one > number).sort((a, b) => a - b)[0];
    paper.insertBefore(sheet.element, after ? viewer.sheets.get(after).element : null);
    setTimeout(() => { if (!sheet.dropped) { marks.load(sheet); viewer.came?.(sheet); } }, 150);
    return sheet;
  }

  function gone() {
    const banner = document.getElementById("connection");
    banner.textContent = words.gone;
    banner.hidden = false;
  }

  let told = 0, settling = 0;
  function shown(number) {
    if (number === told) return;
    told = number;
    const box = root.querySelector("[data-page-number]");
    if (box && document.activeElement !== box) box.value = number;
    root.querySelectorAll("[data-thumbs] [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    const thumb = root.querySelector(`[data-thumb="${number}"]`);
    thumb?.setAttribute("aria-current", "true");
    if (thumb) {
      const frame = thumb.closest("nav");
      const top = thumb.offsetTop - frame.offsetTop;
      if (top < frame.scrollTop || top + thumb.offsetHeight > frame.scrollTop + frame.clientHeight) {
        frame.scrollTop = top - frame.clientHeight / 3;
      }
    }
    root.querySelector("[data-text-link]").href = `${base}/text?page=${number}`;
    clearTimeout(settling);
    settling = setTimeout(() => {
      const url = new URL(location.href);
      if (number === 1 && !url.searchParams.has("page")) return;
      url.searchParams.set("page", number);
      history.replaceState(history.state, "", url);
    }, 300);
  }

  function go(number) {
    const page = Math.min(Math.max(number, 1), pages.length);
    if (view.fit) lay(undefined, page);
    scroller.scrollTo({ left: beside(spots[page - 1]), top: spots[page - 1].top - GAP });
    look();
  }

  // A page that is not too wide is seen whole from side to side; of another, what is at `at`.
  function beside(spot, at = 0) {
    const room = scroller.clientWidth;
    return spot.left + (spot.width <= room ? spot.width / 2 : Math.max(at, room / 2 - GAP)) - room / 2;
  }

  // Scrolls to a box of a page, in its pixels; where it is in sight, only if that is wanted.
  function reveal(number, box, force) {
    const spot = spots[number - 1];
    if (!spot) return;
    const sheet = viewer.sheets.get(number) || made(number);
    const [left, top, right, bottom] = sheet.shown(box);
    const there = [spot.left + left - scroller.scrollLeft, spot.top + top - scroller.scrollTop];
    const inside = there[1] >= 0 && there[1] + bottom - top <= scroller.clientHeight
      && there[0] >= 0 && there[0] + right - left <= scroller.clientWidth;
    if (inside && !force) return;
    if (!inside) {
      scroller.scrollTo({
        left: beside(spot, (left + right) / 2),
        top: spot.top + top - scroller.clientHeight * 0.3,
      });
    }
    if (force && scroller.getBoundingClientRect().top < 0) scroller.scrollIntoView({ block: "start" });
    look();
  }

  function zoom(factor, anchor = [scroller.clientWidth / 2, scroller.clientHeight / 2]) {
    view.fit = null;
    view.zoom *= factor;
    lay(anchor);
  }

  function fit(how) { view.fit = how; lay(); }

  // --- what one may do ------------------------------------------------------------------------
  const DO = {
    previous: () => go(current() - 1), next: () => go(current() + 1),
    smaller: () => zoom(1 / STEP), larger: () => zoom(STEP),
    width: () => fit("width"), whole: () => fit("page"),
    turn: () => { view.turn = (view.turn + 90) % 360; const page = current(); lay(); go(page); },
    "hit-before": () => marks.step(-1), "hit-after": () => marks.step(1),
    "list-before": () => root.querySelector("[data-list-before]")?.click(),
    "list-after": () => root.querySelector("[data-list-after]")?.click(),
  };
  const KEYS = {
    n: "next", p: "previous", PageDown: "next", PageUp: "previous", "+": "larger", "=": "larger",
    "-": "smaller", 0: "width", f: "whole", r: "turn", j: "hit-after", k: "hit-before",
    "[": "list-before", "]": "list-after",
  };
  const ARROWS = { ArrowUp: [0, -60], ArrowDown: [0, 60], ArrowLeft: [-60, 0], ArrowRight: [60, 0] };

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) DO[button.dataset.do]();
    const thumb = event.target.closest("[data-thumb]");
    if (thumb) go(Number(thumb.dataset.thumb));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (window.sohoa.typing(event.target) || document.querySelector("dialog[open]")) return;
    if (KEYS[event.key]) { event.preventDefault(); DO[KEYS[event.key]](); return; }
    // The page itself does not scroll on a wide screen: arrows are for the picture.
    if (ARROWS[event.key] && (document.activeElement === document.body || document.activeElement.id === "main")) {
      event.preventDefault();
      scroller.scrollBy(...ARROWS[event.key]);
    }
  });
  scroller.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const frame = scroller.getBoundingClientRect();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, [event.clientX - frame.left, event.clientY - frame.top]);
  }, { passive: false });
  scroller.addEventListener("scroll", look, { passive: true });
  const box = root.querySelector("[data-page-number]");
  box?.addEventListener("change", () => { if (Number(box.value)) go(Number(box.value)); else box.value = current(); });
  new ResizeObserver(() => lay()).observe(scroller);

  // --- thumbnails: only those in sight are loaded ------------------------------------------------
  const strip = root.querySelector("[data-thumbs]");
  if (strip) {
    const near = new IntersectionObserver((seen) => {
      for (const one of seen.filter((entry) => entry.isIntersecting)) {
        const image = one.target.querySelector("img");
        image.src = `${base}/pages/${one.target.dataset.thumb}/tiles/0/0-0.jpg`;
        near.unobserve(one.target);
      }
    }, { root: strip.parentElement, rootMargin: "200px" });
    for (const page of pages) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.thumb = page.number;
      button.setAttribute("aria-label", `${words.pageName} ${page.number}`);
      const image = new Image();
      image.alt = "";
      image.style.aspectRatio = `${page.width} / ${page.height}`;
      let tries = 0;
      image.addEventListener("error", () => {
        tries += 1;
        if (tries < 6) setTimeout(() => { image.src = `${base}/pages/${page.number}/tiles/0/0-0.jpg`; }, 700 * 2 ** tries);
      });
      const name = document.createElement("span");
      name.textContent = page.number;
      button.append(image, name);
      item.append(button);
      strip.append(item);
      near.observe(button);
    }
  }

  // The text of a page that was corrected.
  viewer.again = (sheet) => {
    marks.pages.delete(sheet.facts.number);
    sheet.text = null;
    marks.load(sheet);
  };

  marks = { load() {}, step() {} };
  lay();
  go(Number(words.start));
  marks = new window.sohoa.Marks(viewer);
})();
