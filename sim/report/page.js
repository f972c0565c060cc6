// Draws the figures that the page carries as JSON, nearest first, and follows the reader's colour scheme.
// The other scripts hang what they do on `window.report`.
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const templates = read("plot-templates");
  const config = read("plot-config");
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const waiting = new Map();
  const report = { drawn: new Set(), beforeDraw: [], afterDraw: [], mode, dress, drawAll };
  window.report = report;

  function mode() {
    if (root.classList.contains("print")) return "light";
    return root.dataset.scheme || (system.matches ? "dark" : "light");
  }

  function draw(id) {
    const script = waiting.get(id);
    if (!script) return;
    waiting.delete(id);
    const figure = JSON.parse(script.textContent);
    const plot = document.getElementById(id);
    figure.layout.template = templates[mode()];
    for (const prepare of report.beforeDraw) prepare(plot, figure.layout);
    plot.textContent = "";
    window.Plotly.newPlot(plot, figure.data, figure.layout, config);
    report.drawn.add(plot);
    for (const follow of report.afterDraw) follow(plot);
  }

  function drawAll() {
    [...waiting.keys()].forEach(draw);
  }

  // The template of the page's present scheme, for a figure drawn under the other.
  function dress(plot, change) {
    const layout = Object.assign({}, plot.layout, { template: templates[mode()] }, change);
    return window.Plotly.react(plot, plot.data, layout, config);
  }

  const seen = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target.id)),
    { rootMargin: "600px" }
  );
  for (const script of document.querySelectorAll("script.figure")) {
    waiting.set(script.dataset.plot, script);
    seen.observe(document.getElementById(script.dataset.plot));
  }

  function drawRest() {
    const next = waiting.keys().next();
    if (next.done) {
      document.body.dataset.ready = "yes";
      return;
    }
    draw(next.value);
    window.setTimeout(drawRest, 0); // the reader comes in between
  }
  window.setTimeout(drawRest, 50);

  const button = document.getElementById("scheme");
  function told() {
    button.textContent = mode() === "dark" ? "light page" : "dark page";
  }
  function redress() {
    told();
    for (const plot of report.drawn) dress(plot);
  }
  button.addEventListener("click", () => {
    root.dataset.scheme = mode() === "dark" ? "light" : "dark";
    redress();
  });
  system.addEventListener("change", redress);
  told();

  for (const chip of document.querySelectorAll("button.chip")) {
    chip.addEventListener("click", () => {
      const plot = document.getElementById(chip.dataset.plot);
      if (!report.drawn.has(plot)) return;
      const isOn = chip.getAttribute("aria-pressed") !== "true";
      const traces = [];
      plot.data.forEach((trace, place) => {
        if (trace.legendgroup === chip.dataset.key) traces.push(place);
      });
      if (traces.length) window.Plotly.restyle(plot, { visible: isOn }, traces);
      chip.setAttribute("aria-pressed", String(isOn));
    });
  }
})();
