// Before printing, every figure is drawn light and to the measure of the paper, and what must be read is open; afterwards the figures are as they were.
(function () {
  "use strict";
  const report = window.report;
  const root = document.documentElement;

  function enter() {
    if (root.classList.contains("print")) return;
    root.classList.add("print");
    for (const box of document.querySelectorAll("details[data-print]")) box.open = true;
    report.drawAll();
    for (const plot of report.drawn) report.dress(plot, { width: plot.clientWidth, autosize: false });
  }

  function leave() {
    if (!root.classList.contains("print")) return;
    root.classList.remove("print");
    for (const plot of report.drawn) report.dress(plot, { width: undefined, autosize: true });
  }

  window.addEventListener("beforeprint", enter);
  window.addEventListener("afterprint", leave);
  window.matchMedia("print").addEventListener("change", (event) => (event.matches ? enter() : leave()));
})();
