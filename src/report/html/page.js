"use strict";
(() => {
  const rows = Array.from(document.querySelectorAll(".rows tbody tr"));
  const words = document.getElementById("words");
  const verdict = document.getElementById("verdict");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      const fits = (!verdict.value || row.className === verdict.value) && wanted.every((word) => texts[at].includes(word));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = `${shown} of ${rows.length} rows shown`;
    none.hidden = shown > 0;
  };
  const all = (open) => document.querySelectorAll(".rows tr:not([hidden]) details").forEach((d) => { d.open = open; });
  words.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  document.getElementById("open").addEventListener("click", () => all(true));
  document.getElementById("close").addEventListener("click", () => all(false));
  // Paper has nothing to open: everything shown is printed open, and closed again.
  const opened = [];
  window.addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((d) => { d.open = true; opened.push(d); }));
  window.addEventListener("afterprint", () => opened.splice(0).forEach((d) => { d.open = false; }));
  document.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  filter();
})();
