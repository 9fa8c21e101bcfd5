// What is marked on the pages: the words that answer a question, and where a field was read.
(() => {
  "use strict";

  class Marks {
    // viewer: sheetOf(number), sheets, reveal(number, box, force), question, base, words.
    constructor(viewer) {
      this.viewer = viewer;
      this.pages = new Map(); // number → { lines, hits }
      this.asked = new Map(); // number → promise of the same
      this.counts = [];
      this.at = 0;
      this.evidence = [];
      this.status = document.querySelector("[data-hits]");
      this.listen();
      if (viewer.question) this.count();
    }

    // Text and hits of a page whose sheet is there.
    async load(sheet) {
      const number = sheet.facts.number;
      let told = this.pages.get(number);
      if (!told) {
        if (!this.asked.has(number)) this.asked.set(number, this.fetched(number));
        told = await this.asked.get(number);
        this.asked.delete(number);
      }
      if (!told || sheet.dropped || sheet.text) return;
      sheet.text = told;
      sheet.write(told.lines);
      sheet.hits = sheet.mark("hit", told.hits);
      this.redraw(sheet);
    }

    async fetched(number) {
      const query = this.viewer.question ? `?q=${encodeURIComponent(this.viewer.question)}` : "";
      const answer = await fetch(`${this.viewer.base}/pages/${number}/words${query}`).catch(() => null);
      if (!answer?.ok) return null;
      const told = await answer.json();
      this.pages.set(number, told);
      return told;
    }

    redraw(sheet) {
      const number = sheet.facts.number;
      sheet.mark("evidence", this.evidence.filter((one) => one[0] === number).map((one) => one.slice(1)));
      const [page, index] = this.current || [];
      sheet.hits?.forEach((box, at) => box.classList.toggle("current", page === number && at === index));
    }

    // --- hits ---------------------------------------------------------------------------------
    async count() {
      const query = `?q=${encodeURIComponent(this.viewer.question)}`;
      const answer = await fetch(`${this.viewer.base}/hits${query}`).catch(() => null);
      const told = answer?.ok ? await answer.json() : { pages: [], behind: true };
      this.counts = told.pages;
      if (!this.total()) {
        this.say(told.behind ? this.viewer.words.behind : this.viewer.words.noHits);
        return;
      }
      const start = this.viewer.current();
      const before = this.counts.filter(([page]) => page < start).reduce((sum, [, count]) => sum + count, 0);
      await this.go(this.counts.some(([page]) => page === start) ? before : this.at, true);
    }

    total() { return this.counts.reduce((sum, [, count]) => sum + count, 0); }

    say(text) { if (this.status) this.status.textContent = text; }

    // The next or the one before; who has turned to another page goes on from there.
    step(by) {
      const page = this.viewer.current();
      const here = this.current?.[0];
      if (here === undefined || here === page) { this.go(this.at + by); return; }
      const before = this.counts.filter(([number]) => number < page).reduce((sum, [, count]) => sum + count, 0);
      this.go(by > 0 ? before : before - 1);
    }

    // To the hit of this number, from 0; beyond the ends it begins anew.
    async go(number, quiet) {
      const total = this.total();
      if (!total) return;
      this.at = ((number % total) + total) % total;
      let left = this.at;
      const [page] = this.counts.find(([, count]) => { if (left < count) return true; left -= count; return false; });
      this.current = [page, left];
      this.say(this.viewer.words.hitOf.replace("{number}", this.at + 1).replace("{count}", total));
      if (!this.pages.has(page)) await this.fetched(page);
      const hits = this.pages.get(page)?.hits || [];
      if (hits.length) this.viewer.reveal(page, hits[Math.min(left, hits.length - 1)], !quiet || page !== 1);
      this.viewer.sheets.forEach((sheet) => this.redraw(sheet));
    }

    // --- where fields were read ---------------------------------------------------------------
    listen() {
      let waiting = 0;
      const spot = (event) => event.target.closest?.("[data-boxes]");
      const light = (button, force) => {
        this.evidence = JSON.parse(button.dataset.boxes);
        this.viewer.sheets.forEach((sheet) => this.redraw(sheet));
        const [page, ...box] = this.evidence[0];
        this.viewer.reveal(page, box, force);
      };
      const dark = () => {
        clearTimeout(waiting);
        const kept = document.activeElement?.closest?.("[data-boxes]");
        this.evidence = kept ? JSON.parse(kept.dataset.boxes) : [];
        this.viewer.sheets.forEach((sheet) => this.redraw(sheet));
      };
      document.addEventListener("mouseover", (event) => {
        const button = spot(event);
        if (!button) return;
        clearTimeout(waiting);
        waiting = setTimeout(() => light(button, false), 120);
      });
      document.addEventListener("mouseout", (event) => { if (spot(event)) dark(); });
      document.addEventListener("focusin", (event) => { const button = spot(event); if (button) light(button, false); });
      document.addEventListener("focusout", (event) => { if (spot(event)) setTimeout(dark); });
      document.addEventListener("click", (event) => { const button = spot(event); if (button) light(button, true); });
    }
  }

  window.sohoa.Marks = Marks;
})();
