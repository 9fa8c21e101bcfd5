// A word of a page to be corrected: the button over it, and the part of the page around it.
// A word is [text, left, top, right, bottom, unsure, by a person, what else it may be].
(() => {
  "use strict";
  const measure = document.createElement("canvas").getContext("2d");

  // which: number of the page, row, position, word.
  function wordButton(which, told) {
    const [shown, left, top, right, bottom, unsure, byPerson] = which.word;
    const one = document.createElement("button");
    one.type = "button";
    one.className = `word${unsure ? " unsure" : ""}${byPerson ? " person" : ""}`;
    one.tabIndex = unsure ? 0 : -1;
    const inside = document.createElement("span");
    inside.textContent = shown;
    one.append(inside);
    const more = unsure ? told.unsure : byPerson ? told.byPerson : "";
    one.setAttribute("aria-label", more ? `${shown}, ${more}` : shown);
    const size = (bottom - top) * 0.85;
    measure.font = `${size}px sans-serif`;
    inside.style.transform = `scaleX(${Math.min(1, (right - left) / (measure.measureText(shown).width || 1))})`;
    Object.assign(one.style, {
      left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px`, fontSize: `${size}px`,
    });
    one.which = which;
    return one;
  }

  // The box to be cut out, in pixels of the page, and where in it the word is underlined.
  function wordView([, left, top, right, bottom], [width, height]) {
    const tall = Math.max(bottom - top, 12);
    const box = [
      Math.max(0, left - 3 * tall), Math.max(0, Math.round(top - tall * 0.6)),
      Math.min(width, right + 3 * tall), Math.min(height, Math.round(bottom + tall * 0.6)),
    ];
    const [wide, high] = [box[2] - box[0], box[3] - box[1]];
    const mark = {
      left: `${(100 * (left - box[0])) / wide}%`, width: `${(100 * (right - left)) / wide}%`,
      top: `${(100 * (top - box[1])) / high}%`, height: `${(115 * (bottom - top)) / high}%`,
    };
    return { image: { box, width: wide, height: high }, mark };
  }

  Object.assign(window.sohoa, { wordButton, wordView });
})();
