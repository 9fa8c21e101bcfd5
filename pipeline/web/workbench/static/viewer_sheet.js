// One page of the viewer: its picture in tiles of the size needed, its text in place, its boxes.
(() => {
  "use strict";
  const TILE = 512;
  const RETRIES = 6;
  const measure = document.createElement("canvas").getContext("2d");

  // Sizes of the levels, the smallest first, as `steps.tiles.level_sizes` has them.
  function levelSizes(width, height) {
    const sizes = [[width, height]];
    while (Math.max(...sizes[0]) > TILE) {
      sizes.unshift([Math.ceil(sizes[0][0] / 2), Math.ceil(sizes[0][1] / 2)]);
    }
    return sizes;
  }

  function place(element, left, top, width, height) {
    Object.assign(element.style, {
      left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`,
    });
  }

  class Sheet {
    // facts: number, width, height (pixels of the page), read; on: what the viewer is told.
    constructor(facts, base, words, on) {
      Object.assign(this, { facts, base, words, on });
      this.sizes = levelSizes(facts.width, facts.height);
      this.tiles = new Map();
      this.level = -1;
      this.loaded = false;
      this.text = null;
      this.element = document.createElement("div");
      this.element.className = "sheet";
      this.element.setAttribute("role", "group");
      this.element.setAttribute("aria-label", `${words.pageName} ${facts.number}`);
      this.inner = document.createElement("div");
      this.inner.className = "inner";
      place(this.inner, 0, 0, facts.width, facts.height);
      this.textLayer = document.createElement("div");
      this.textLayer.className = "text";
      this.boxLayer = document.createElement("div");
      this.boxLayer.className = "boxes";
      this.inner.append(this.textLayer, this.boxLayer);
      this.element.append(this.inner);
      if (!facts.read) this.note(words.notRead);
      this.picture(0, 0, 0, () => { this.loaded = true; on.drawn(this); });
    }

    url(level, column, row) {
      return `${this.base}/pages/${this.facts.number}/tiles/${level}/${column}-${row}.jpg`;
    }

    note(text) {
      if (!this.told) {
        this.told = document.createElement("p");
        this.told.className = "note bad sheet-note";
        this.element.append(this.told);
      }
      this.told.textContent = text;
    }

    // Turned by `turn` degrees and scaled: `scale` is pixels of the screen for one of the page.
    lay(left, top, scale, turn) {
      const { width, height } = this.facts;
      const across = turn % 180 !== 0;
      Object.assign(this, { left, top, scale, turn });
      this.shownWidth = (across ? height : width) * scale;
      this.shownHeight = (across ? width : height) * scale;
      place(this.element, left, top, this.shownWidth, this.shownHeight);
      const shift = {
        0: [0, 0], 90: [height * scale, 0], 180: [width * scale, height * scale], 270: [0, width * scale],
      }[turn];
      this.inner.style.setProperty("--screen", `${1 / scale}px`);
      this.inner.style.transform = `translate(${shift[0]}px, ${shift[1]}px) rotate(${turn}deg) scale(${scale})`;
    }

    // A rectangle of the page, in pixels of the sheet as it is shown.
    shown([left, top, right, bottom]) {
      const { width, height } = this.facts;
      const turned = {
        0: [left, top, right, bottom],
        90: [height - bottom, left, height - top, right],
        180: [width - right, height - bottom, width - left, height - top],
        270: [top, width - right, bottom, width - left],
      }[this.turn];
      return turned.map((side) => side * this.scale);
    }

    // The other way: what part of the page a rectangle of the sheet shows.
    seen([left, top, right, bottom]) {
      const { width, height } = this.facts;
      const [l, t, r, b] = [left, top, right, bottom].map((side) => side / this.scale);
      return {
        0: [l, t, r, b],
        90: [t, height - r, b, height - l],
        180: [width - r, height - b, width - l, height - t],
        270: [width - b, l, width - t, r],
      }[this.turn];
    }

    // Loads the tiles that `rectangle` (of the sheet) needs; those of other levels go later.
    show(rectangle) {
      if (!this.loaded) return;
      const needed = this.scale * (window.devicePixelRatio || 1) * 0.9;
      let level = this.sizes.findIndex(([width]) => width / this.facts.width >= needed);
      if (level < 0) level = this.sizes.length - 1;
      this.level = level;
      if (level > 0) {
        const [left, top, right, bottom] = this.seen(rectangle);
        const step = TILE * (this.facts.width / this.sizes[level][0]);
        const columns = Math.ceil(this.sizes[level][0] / TILE);
        const rows = Math.ceil(this.sizes[level][1] / TILE);
        const within = (at, most) => Math.min(Math.max(Math.floor(at / step), 0), most - 1);
        for (let row = within(top, rows); row <= within(bottom, rows); row += 1) {
          for (let column = within(left, columns); column <= within(right, columns); column += 1) {
            if (!this.tiles.has(`${level}/${column}-${row}`)) this.picture(level, column, row);
          }
        }
      }
      this.forget();
    }

    picture(level, column, row, done) {
      const key = `${level}/${column}-${row}`;
      const image = new Image();
      image.alt = "";
      image.draggable = false;
      image.decoding = "async";
      image.dataset.level = level;
      const [width, height] = this.sizes[level];
      const across = this.facts.width / width, down = this.facts.height / height;
      place(
        image, column * TILE * across, row * TILE * down,
        Math.min(TILE, width - column * TILE) * across, Math.min(TILE, height - row * TILE) * down,
      );
      this.tiles.set(key, image);
      let tries = 0;
      image.addEventListener("load", () => {
        if (!this.element.isConnected && this.dropped) return;
        image.dataset.ready = "1";
        this.forget();
        done?.();
      });
      image.addEventListener("error", async () => {
        if (this.dropped) return;
        const status = await fetch(image.src).then((answer) => answer.status, () => 0);
        tries += 1;
        if (status === 404 || status === 401) { this.on.refused(status); return; }
        if (tries > RETRIES || (status !== 503 && status !== 0 && status !== 200)) {
          if (level === 0) this.note(this.words.notDrawn);
          return;
        }
        setTimeout(() => { image.src = this.url(level, column, row); }, 500 * 2 ** tries);
      });
      image.src = this.url(level, column, row);
      this.inner.insertBefore(image, this.textLayer);
    }

    // Pictures of other levels go as soon as nothing is missing of this one.
    forget() {
      const all = [...this.tiles];
      if (all.some(([, image]) => Number(image.dataset.level) === this.level && !image.dataset.ready)) return;
      for (const [key, image] of all) {
        const level = Number(image.dataset.level);
        if (level !== 0 && level !== this.level) { image.remove(); this.tiles.delete(key); }
      }
    }

    // The words stand where they stand on the page, as wide as there: to be selected and copied.
    write(lines) {
      this.textLayer.replaceChildren();
      for (const [, top, , bottom, words] of lines) {
        const size = Math.max(4, (bottom - top) * 0.85);
        measure.font = `${size}px sans-serif`;
        words.forEach(([text, left, right], index) => {
          const next = words[index + 1];
          const span = document.createElement("span");
          span.textContent = next ? `${text} ` : text;
          const wide = Math.max(1, (next ? next[1] : right) - left);
          const drawn = measure.measureText(span.textContent).width || 1;
          Object.assign(span.style, {
            left: `${left}px`, top: `${top}px`, fontSize: `${size}px`, lineHeight: `${bottom - top}px`,
            transform: `scaleX(${wide / drawn})`,
          });
          this.textLayer.append(span);
        });
        this.textLayer.append(document.createElement("br"));
      }
    }

    // Boxes of a kind ("hit", "evidence"), in place of those that were there.
    mark(kind, boxes) {
      this.boxLayer.querySelectorAll(`.${kind}`).forEach((one) => one.remove());
      return boxes.map(([left, top, right, bottom]) => {
        const box = document.createElement("div");
        box.className = `box ${kind}`;
        const margin = Math.max(2, (bottom - top) * 0.08);
        place(box, left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin);
        this.boxLayer.append(box);
        return box;
      });
    }

    drop() {
      this.dropped = true;
      this.element.remove();
      this.tiles.clear();
    }
  }

  window.sohoa.Sheet = Sheet;
})();
