// Hands files in: one after the other, each whole or not at all; what broke off is tried again.
(() => {
  "use strict";
  const form = document.getElementById("hand-in");
  if (!form) return;
  const drop = document.getElementById("drop");
  const chooser = document.getElementById("files");
  const list = document.getElementById("chosen");
  const state = document.getElementById("hand-in-state");
  const begin = document.getElementById("begin");
  const chosen = [];
  let job = null;

  function rowOf(name) {
    const row = document.createElement("li");
    const shown = document.createElement("span");
    shown.className = "name";
    shown.textContent = name;
    const out = document.createElement("button");
    out.type = "button";
    out.className = "out";
    out.textContent = "×";
    out.title = form.dataset.remove;
    out.setAttribute("aria-label", `${form.dataset.remove}: ${name}`);
    const why = document.createElement("p");
    why.className = "wrong";
    why.hidden = true;
    row.append(shown, bar(1, name), out, why);
    list.append(row);
    return row;
  }

  function bar(size, name) {
    const made = document.createElement("progress");
    made.max = Math.max(size, 1);
    made.value = 0;
    made.setAttribute("aria-label", name);
    return made;
  }

  function show(row, what) { row.children[1].replaceWith(what); }

  function tag(kind, words) {
    const made = document.createElement("span");
    made.className = `tag ${kind}`;
    made.textContent = words;
    return made;
  }

  function blame(row, words) {
    const why = row.querySelector("p");
    why.textContent = words;
    why.hidden = !words;
  }

  function add(files) {
    for (const file of files) {
      const one = { file, row: rowOf(file.name), done: false };
      one.row.querySelector("button").addEventListener("click", () => {
        chosen.splice(chosen.indexOf(one), 1);
        one.row.remove();
        (list.querySelector(".out:enabled") || begin).focus();
      });
      chosen.push(one);
    }
    state.textContent = "";
  }

  function dropped(transfer) {
    const items = [...transfer.items].filter((item) => item.kind === "file");
    const files = [];
    for (const item of items) {
      // A folder looks like a file of no bytes to whoever sends it.
      const entry = item.webkitGetAsEntry?.();
      if (!entry?.isDirectory) { files.push(item.getAsFile()); continue; }
      const row = rowOf(entry.name);
      show(row, tag("bad", form.dataset.unsent));
      blame(row, form.dataset.folder.replace("{name}", entry.name));
      row.querySelector("button").addEventListener("click", () => row.remove());
    }
    add(files.filter(Boolean));
  }

  chooser.addEventListener("change", () => { add(chooser.files); chooser.value = ""; begin.focus(); });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => dropped(event.dataTransfer));
  // A file dropped beside the box must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

  const token = () => form.querySelector("input[name=csrf]").value;

  function failure(told, status) {
    return Object.assign(new Error(told.detail || ""), { status, kind: told.type || "" });
  }

  function send(one) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const name = encodeURIComponent(one.file.name);
      request.open("PUT", `/intake/files?job=${job}&name=${encodeURIComponent(name)}`);
      request.setRequestHeader("X-CSRF-Token", token());
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("HX-Request", "true");
      const moving = bar(one.file.size, one.file.name);
      show(one.row, moving);
      request.upload.addEventListener("progress", (event) => { moving.value = event.loaded; });
      request.addEventListener("load", () => {
        let told = {};
        try { told = JSON.parse(request.responseText); } catch { told = {}; }
        if (request.status === 200) resolve(told);
        else reject(failure(told, request.status));
      });
      for (const kind of ["error", "abort", "timeout"]) {
        request.addEventListener(kind, () => reject(failure({}, 0)));
      }
      request.send(one.file);
    });
  }

  async function post(path, data) {
    const answer = await fetch(path, {
      method: "POST", body: data, redirect: "manual",
      headers: { "X-CSRF-Token": token(), "HX-Request": "true" },
    });
    if (answer.type === "opaqueredirect") return null;
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw failure(told, answer.status);
    return told;
  }

  // Whether it arrived. One bad file does not keep the others; no connection keeps all.
  async function sent(one) {
    const out = one.row.querySelector("button");
    out.disabled = true;
    blame(one.row, "");
    try {
      const told = await send(one);
      one.done = true;
      out.hidden = true;
      show(one.row, told.known ? tag("warn", told.known.words) : tag("good", form.dataset.sent));
      return true;
    } catch (error) {
      out.disabled = false;
      if (error.status === 401 || error.status === 0) throw error;
      show(one.row, tag("bad", form.dataset.unsent));
      blame(one.row, error.message || form.dataset.broken);
      // Begun or dropped elsewhere: what is left goes into a batch of its own.
      if (/:intake_(closed|job)$/.test(error.kind)) job = null;
      return false;
    }
  }

  async function sendAll() {
    if (job === null) {
      const made = await post("/intake/jobs", new URLSearchParams(new FormData(form)));
      job = made.job;
    }
    let bad = 0;
    for (const one of chosen.filter((each) => !each.done)) {
      if (!chosen.includes(one)) continue;
      const count = chosen.filter((each) => each.done).length + 1;
      state.textContent = `${form.dataset.sending} ${count} / ${chosen.length}`;
      if (!await sent(one)) bad += 1;
      if (job === null) break;
    }
    return bad;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!chosen.length) { state.textContent = job === null ? form.dataset.none : form.dataset.nothing; return; }
    begin.disabled = true;
    try {
      if (await sendAll()) { state.textContent = form.dataset.some; begin.disabled = false; return; }
      await post(`/intake/jobs/${job}/start`, new URLSearchParams());
      location.assign("/intake");
    } catch (error) {
      begin.disabled = false;
      if (error.status === 401) { document.getElementById("sign-in-again").showModal(); return; }
      state.textContent = error.message || form.dataset.broken;
    }
  }, true);
})();
