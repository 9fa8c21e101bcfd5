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

  function add(files) {
    for (const file of files) {
      const row = document.createElement("li");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = file.webkitRelativePath || file.name;
      const bar = document.createElement("progress");
      bar.max = Math.max(file.size, 1);
      bar.value = 0;
      bar.setAttribute("aria-label", name.textContent);
      row.append(name, bar);
      list.append(row);
      chosen.push({ file, row, bar, done: false });
    }
    state.textContent = "";
  }

  chooser.addEventListener("change", () => { add(chooser.files); chooser.value = ""; begin.focus(); });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => add(event.dataTransfer.files));
  // A file dropped beside the box must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

  const token = () => form.querySelector("input[name=csrf]").value;

  function send(one) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const name = encodeURIComponent(one.file.name);
      request.open("PUT", `/intake/files?job=${job}&name=${encodeURIComponent(name)}`);
      request.setRequestHeader("X-CSRF-Token", token());
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", (event) => { one.bar.value = event.loaded; });
      request.addEventListener("load", () => {
        let told = {};
        try { told = JSON.parse(request.responseText); } catch { told = {}; }
        if (request.status === 200) resolve(told);
        else reject(Object.assign(new Error(told.detail || ""), { status: request.status }));
      });
      for (const kind of ["error", "abort", "timeout"]) {
        request.addEventListener(kind, () => reject(Object.assign(new Error(""), { status: 0 })));
      }
      request.send(one.file);
    });
  }

  function mark(one, kind, words) {
    const tag = document.createElement("span");
    tag.className = `tag ${kind}`;
    tag.textContent = words;
    one.bar.replaceWith(tag);
    one.bar = tag;
  }

  async function post(path, data) {
    const answer = await fetch(path, {
      method: "POST", body: data, redirect: "manual",
      headers: { "X-CSRF-Token": token(), "HX-Request": "true" },
    });
    if (answer.type === "opaqueredirect") return null;
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(told.detail || ""), { status: answer.status });
    return told;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const left = chosen.filter((one) => !one.done);
    if (!left.length && job === null) { state.textContent = form.dataset.none; return; }
    begin.disabled = true;
    try {
      if (job === null) {
        const made = await post("/intake/jobs", new URLSearchParams(new FormData(form)));
        job = made.job;
      }
      let sent = chosen.length - left.length;
      for (const one of left) {
        state.textContent = `${form.dataset.sending} ${sent + 1} / ${chosen.length}`;
        const told = await send(one);
        one.done = true;
        sent += 1;
        if (told.known) mark(one, "warn", told.known.words); else mark(one, "good", form.dataset.sent);
      }
      await post(`/intake/jobs/${job}/start`, new URLSearchParams());
      location.assign("/intake");
    } catch (error) {
      begin.disabled = false;
      if (error.status === 401) { document.getElementById("sign-in-again").showModal(); return; }
      state.textContent = error.message || form.dataset.broken;
    }
  }, true);
})();
