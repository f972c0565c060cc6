// Stories of single parcels: one at a time by tabs, chosen with the mouse, with the keys, or by the address (#story-…).
// Those out of sight keep their width, so that their figures are drawn to measure. The chosen one is printed.
(function () {
  "use strict";
  const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  for (const stories of document.querySelectorAll(".stories")) {
    const tabs = [...stories.querySelectorAll("[role=tab]")];
    const storyOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

    const choose = (chosen) => {
      for (const tab of tabs) {
        const isOn = tab === chosen;
        tab.setAttribute("aria-selected", String(isOn));
        tab.tabIndex = isOn ? 0 : -1;
        storyOf(tab).classList.toggle("off", !isOn);
      }
    };

    const chooseByAddress = () => {
      const named = tabs.find((tab) => "#" + tab.getAttribute("aria-controls") === window.location.hash);
      if (named) choose(named);
    };

    tabs.forEach((tab, place) => {
      tab.addEventListener("click", () => choose(tab));
      tab.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        let next = place + (moves[event.key] || 0);
        if (event.key === "Home") next = 0;
        else if (event.key === "End") next = tabs.length - 1;
        else if (!(event.key in moves)) return;
        event.preventDefault();
        const chosen = tabs[(next + tabs.length) % tabs.length];
        choose(chosen);
        chosen.focus();
      });
    });

    stories.classList.add("tabbed");
    choose(tabs[0]);
    chooseByAddress();
    window.addEventListener("hashchange", chooseByAddress);
  }
})();
