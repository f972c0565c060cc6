// Draws the figures that the page carries as JSON, nearest first, and follows the reader's colour scheme.
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const templates = read("plot-templates");
  const config = read("plot-config");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const mode = () => (dark.matches ? "dark" : "light");
  const waiting = new Map();
  const drawn = new Set();
  let span = "window";

  for (const script of document.querySelectorAll("script.figure")) {
    waiting.set(script.dataset.plot, script);
  }

  const narrow = 560;

  // Time axes take the span chosen; on a narrow screen the plot library finds room for their labels itself.
  function spanned(layout, width) {
    for (const name of Object.keys(layout)) {
      if (!/^xaxis\d*$/.test(name)) continue;
      layout[name].range = layout.meta[span].slice();
      if (width < narrow) delete layout[name].nticks;
    }
  }

  function draw(id) {
    const script = waiting.get(id);
    if (!script) return;
    waiting.delete(id);
    const figure = JSON.parse(script.textContent);
    figure.layout.template = templates[mode()];
    const plot = document.getElementById(id);
    if (figure.layout.meta) spanned(figure.layout, plot.clientWidth);
    plot.textContent = "";
    window.Plotly.newPlot(plot, figure.data, figure.layout, config);
    drawn.add(plot);
  }

  const seen = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target.id)),
    { rootMargin: "600px" }
  );
  for (const id of waiting.keys()) seen.observe(document.getElementById(id));

  function drawRest() {
    const next = waiting.keys().next();
    if (next.done) {
      document.body.dataset.ready = "yes";
      return;
    }
    draw(next.value);
    window.setTimeout(drawRest, 15);
  }
  window.setTimeout(drawRest, 200);
  window.addEventListener("beforeprint", () => [...waiting.keys()].forEach(draw));

  dark.addEventListener("change", () => {
    for (const plot of drawn) {
      window.Plotly.react(plot, plot.data, Object.assign({}, plot.layout, { template: templates[mode()] }), config);
    }
  });

  for (const button of document.querySelectorAll("button[data-span]")) {
    button.addEventListener("click", () => {
      span = button.dataset.span;
      for (const other of document.querySelectorAll("button[data-span]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      for (const plot of drawn) {
        if (!plot.layout.meta) continue;
        const change = {};
        for (const name of Object.keys(plot.layout)) {
          if (/^xaxis\d*$/.test(name)) change[name + ".range"] = plot.layout.meta[span].slice();
        }
        window.Plotly.relayout(plot, change);
      }
    });
  }

  for (const chip of document.querySelectorAll("button.chip")) {
    chip.addEventListener("click", () => {
      const plot = document.getElementById(chip.dataset.plot);
      if (!drawn.has(plot)) return;
      const isOn = chip.getAttribute("aria-pressed") !== "true";
      const traces = [];
      plot.data.forEach((trace, place) => {
        if (trace.legendgroup === chip.dataset.key) traces.push(place);
      });
      if (traces.length) window.Plotly.restyle(plot, { visible: isOn }, traces);
      chip.setAttribute("aria-pressed", String(isOn));
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
