// Before printing, every figure is drawn light and to the measure of the paper; afterwards as it was.
(function () {
  "use strict";
  const report = window.report;
  const root = document.documentElement;

  function enter() {
    if (root.classList.contains("print")) return;
    root.classList.add("print");
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
