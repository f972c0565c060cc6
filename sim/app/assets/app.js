// What the app does in the browser alone: colour scheme, drawing, the address bar, links in grids.
(function () {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const mode = () => (dark.matches ? "dark" : "light");
  const narrow = 560;
  const hidden = new Map();

  const tellGrids = () => { document.documentElement.dataset.agThemeMode = mode(); };
  tellGrids();
  dark.addEventListener("change", () => {
    tellGrids();
    window.dash_clientside.set_props("mode", { data: mode() });
  });

  function go(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  function replace(search) {
    const text = search.toString();
    const here = window.location.pathname;
    window.history.replaceState(window.history.state, "", text ? here + "?" + text : here);
  }

  const none = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    outage: {
      mode(tab) {
        window.addEventListener("pagehide", () => navigator.sendBeacon("/leave?tab=" + encodeURIComponent(tab)));
        return mode();
      },

      title(heading) {
        if (heading) document.title = heading;
        return none();
      },

      draw(figure, scheme, templates) {
        if (!figure || !scheme) return none();
        const layout = Object.assign({}, figure.layout, { template: templates[scheme] });
        for (const name of Object.keys(layout)) {
          if (!/^xaxis\d*$/.test(name) || !layout.meta) continue;
          layout[name] = Object.assign({}, layout[name], { range: layout.meta.window.slice() });
          if (window.innerWidth < narrow) delete layout[name].nticks;
        }
        const id = window.dash_clientside.callback_context.inputs_list[0].id.name;
        const off = hidden.get(id) || new Set();
        const data = figure.data.map((trace) =>
          off.has(trace.legendgroup) ? Object.assign({}, trace, { visible: false }) : trace
        );
        return { data: data, layout: layout };
      },

      // Every control of a view that was filled in stands in the address, so that the address restores the view.
      keep() {
        const search = new URLSearchParams(window.location.search);
        for (const input of window.dash_clientside.callback_context.inputs_list[0] || []) {
          search.delete(input.id.name);
          const values = Array.isArray(input.value) ? input.value : [input.value];
          for (const value of values) {
            if (value !== undefined && value !== null && value !== "") search.append(input.id.name, value);
          }
        }
        replace(search);
        return none();
      },

      // Another base or another outage has other values: the view begins anew.
      rebase(base, outage, shown) {
        const isOther = base !== shown.base;
        if (!isOther && outage === shown.outage) return none();
        const fresh = new URLSearchParams();
        if (base) fresh.set("base", base);
        if (outage && !isOther) fresh.set("outage", outage);
        go(window.location.pathname + "?" + fresh.toString());
        return none();
      },

      // The filters of a grid's columns stand in the address as one value.
      keepFilter(model) {
        const search = new URLSearchParams(window.location.search);
        if (model && Object.keys(model).length) search.set("filter", JSON.stringify(model));
        else search.delete("filter");
        replace(search);
        return none();
      },

      // Who chooses a typical parcel no longer asks for the one of a number.
      clear: (chosen) => (chosen ? "" : none()),

      find: (text, options) => Object.assign({}, options, { quickFilterText: text || "" }),

      chosen(rows) {
        const places = (rows || []).map((row) => row.place);
        const search = new URLSearchParams(places.map((place) => ["run", place]));
        const fits = places.length >= 2 && places.length <= 4;
        const told = places.length ? places.length + " chosen" : "Choose two to four runs to compare them.";
        return [told, fits ? "/compare?" + search.toString() : "/compare", fits ? "button" : "button off"];
      },
    },
  });

  window.dashAgGridComponentFunctions = Object.assign({}, window.dashAgGridComponentFunctions, {
    OpenLink(props) {
      const href = props.data.href;
      if (!href) return window.React.createElement("span", null, props.value);
      const isView = !href.startsWith("/files/");
      const properties = { href: href };
      if (!isView) Object.assign(properties, { target: "_blank", rel: "noopener" });
      properties.onClick = (event) => {
        if (!isView || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        go(href);
      };
      return window.React.createElement("a", properties, props.value);
    },
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("button.chip");
    if (!chip) return;
    const plot = chip.closest(".panel").querySelector(".js-plotly-plot");
    if (!plot) return;
    const isOn = chip.getAttribute("aria-pressed") !== "true";
    const off = hidden.get(chip.dataset.plot) || new Set();
    hidden.set(chip.dataset.plot, off);
    if (isOn) off.delete(chip.dataset.key);
    else off.add(chip.dataset.key);
    const traces = [];
    plot.data.forEach((trace, place) => {
      if (trace.legendgroup === chip.dataset.key) traces.push(place);
    });
    if (traces.length) window.Plotly.restyle(plot, { visible: isOn }, traces);
    chip.setAttribute("aria-pressed", String(isOn));
  });
})();
