// One span of time for all figures over time: zoom or pan one and the others follow; a double click resets them all.
(function () {
  "use strict";
  const report = window.report;
  const buttons = [...document.querySelectorAll("button[data-span]")];
  const narrow = 560;
  const applied = new Map();
  let named = "window";
  let chosen = null;
  let isFollowing = false;

  const isTimed = (plot) => plot.layout && plot.layout.meta && plot.layout.meta.window;
  const timeAxes = (layout) => Object.keys(layout).filter((name) => /^xaxis\d*$/.test(name));
  const rangeOf = (layout) => (named ? layout.meta[named] : chosen).slice();

  // On a narrow screen the plot library finds room for the labels itself.
  report.beforeDraw.push((plot, layout) => {
    if (!layout.meta || !layout.meta.window) return;
    for (const name of timeAxes(layout)) {
      layout[name].range = rangeOf(layout);
      if (plot.clientWidth < narrow) delete layout[name].nticks;
    }
    applied.set(plot, String(rangeOf(layout)));
  });

  report.afterDraw.push((plot) => {
    if (!isTimed(plot)) return;
    plot.tabIndex = 0;
    plot.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight + - 0");
    plot.on("plotly_relayout", (change) => heard(plot, change));
    plot.addEventListener("keydown", (event) => pressed(plot, event));
  });

  // A change of the range that this script made itself comes back as the range already applied, and ends here.
  function heard(plot, change) {
    const names = Object.keys(change);
    if (names.some((name) => /^xaxis\d*\.autorange$/.test(name))) {
      applied.delete(plot);
      show("window", null);
      return;
    }
    if (!names.some((name) => /^xaxis\d*\.range/.test(name))) return;
    const range = plot.layout.xaxis.range.map(String);
    if (String(range) === applied.get(plot)) return;
    applied.set(plot, String(range));
    const spans = plot.layout.meta;
    const known = Object.keys(spans).find((name) => String(spans[name].map(instant)) === String(range.map(instant)));
    show(known || null, range);
  }

  function show(name, range) {
    named = name;
    chosen = range;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.span === name));
    if (!isFollowing) follow();
  }

  // One figure at a time, so that the page stays awake; those in sight come first.
  function follow() {
    const late = [...report.drawn].filter(
      (plot) => isTimed(plot) && String(rangeOf(plot.layout)) !== applied.get(plot)
    );
    isFollowing = late.length > 0;
    if (!isFollowing) return;
    const plot = late.find(isInSight) || late[0];
    const range = rangeOf(plot.layout);
    applied.set(plot, String(range));
    const change = {};
    for (const axis of timeAxes(plot.layout)) change[axis + ".range"] = range.slice();
    window.Plotly.relayout(plot, change).then(() => window.setTimeout(follow, 0));
  }

  function isInSight(plot) {
    const box = plot.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  const text = (ms) => new Date(ms).toISOString().slice(0, 19);
  // The plot library writes a time with a blank or a T, to more digits than a browser reads, and midnight as a day.
  function instant(time) {
    const [day, clock = "00:00"] = String(time).split(/[ T]/);
    return Date.parse(`${day}T${clock.slice(0, 12)}Z`);
  }

  // Keys on a figure that has the focus: arrows pan by a quarter, plus and minus zoom, 0 resets.
  function pressed(plot, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [from, to] = plot.layout.xaxis.range.map(instant);
    const length = to - from;
    const moves = {
      ArrowLeft: [-length / 4, -length / 4],
      ArrowRight: [length / 4, length / 4],
      "+": [length / 4, -length / 4],
      "-": [-length / 2, length / 2],
    };
    if (event.key === "0") show("window", null);
    else if (event.key in moves) {
      const [left, right] = moves[event.key];
      show(null, [text(from + left), text(to + right)]);
    } else return;
    event.preventDefault();
  }

  for (const button of buttons) {
    button.addEventListener("click", () => show(button.dataset.span, null));
  }
})();
