// Tables: downloads as CSV, made from what the page holds, and the search in the assumptions.
(function () {
  "use strict";

  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // Arrays of numbers lie in the figures as base64, little-endian, 4 or 8 bytes each.
  function numbers(packed) {
    if (!packed || !packed.bdata) return packed || [];
    const bytes = Uint8Array.from(atob(packed.bdata), (letter) => letter.charCodeAt(0));
    return packed.dtype === "f4" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  }

  const clock = (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  const figure = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : "");

  // Every series that a figure shows, once: a line has a beginning and a step, a bar has its own times.
  function hourly() {
    const lines = ["time,hours_per_point,measure,group,arm,mean,half_width_95"];
    const told = new Set();
    for (const script of document.querySelectorAll("script.figure")) {
      for (const trace of JSON.parse(script.textContent).data) {
        const of = trace.meta;
        if (!of || !of.measure) continue;
        const key = [of.hours, of.measure, of.group, of.arm].join(",");
        if (told.has(key)) continue;
        told.add(key);
        const halves = numbers(trace.customdata || (trace.error_y && trace.error_y.array));
        numbers(trace.y).forEach((value, place) => {
          const at = trace.x ? trace.x[place] : Date.parse(trace.x0 + "Z") + place * trace.dx;
          const time = typeof at === "number" ? clock(at) : String(at).replace("T", " ");
          lines.push([time, key, figure(value), figure(halves[place])].join(","));
        });
      }
    }
    return lines.join("\n") + "\n";
  }

  for (const button of document.querySelectorAll("button.csv")) {
    button.addEventListener("click", () => {
      const held = document.getElementById("csv-" + button.dataset.csv);
      save(button.dataset.csv + ".csv", held ? JSON.parse(held.textContent) : hourly());
    });
  }

  const search = document.getElementById("assumption-search");
  const weak = document.getElementById("assumption-weak");
  if (search && weak) {
    const rows = [...document.querySelectorAll("table.assumptions tbody tr")];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const filter = () => {
      const wanted = search.value.trim().toLowerCase();
      rows.forEach((row, place) => {
        const isWeak = row.querySelector(".certainty.L") !== null;
        row.hidden = !texts[place].includes(wanted) || (weak.checked && !isWeak);
      });
      document.getElementById("assumption-list").open = true;
    };
    search.addEventListener("input", filter);
    weak.addEventListener("change", filter);
  }
})();
