// Search by grid, worker, case number or address.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const WAIT_MS = 250;

  gege.searchBox = function (onPick) {
    const box = gege.element("form", "gege-search gege-panel");
    box.setAttribute("role", "search");
    const field = gege.element("input");
    field.type = "search";
    field.placeholder = gege.say("search");
    field.setAttribute("aria-label", gege.say("search"));
    field.autocomplete = "off";
    field.maxLength = 100;
    const list = gege.element("ul", "gege-found");
    list.hidden = true;
    box.append(gege.icon("search"), field, list);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    const finder = makeFinder(list, (place) => {
      list.hidden = true;
      field.blur();
      onPick(place);
    });
    field.addEventListener("input", () => finder.ask(field.value));
    field.addEventListener("focus", () => (list.hidden = !list.children.length));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      finder.first(field.value);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") list.hidden = true;
      if (event.key === "ArrowDown" && list.querySelector("button")) {
        event.preventDefault();
        list.querySelector("button").focus();
      }
    });
    box.hide = () => (list.hidden = true);
    return box;
  };

  function makeFinder(list, pick) {
    let timer = null;
    let asked = 0;
    const show = (places) => {
      const rows = places.map((place) => foundRow(place, () => pick(place)));
      if (!rows.length) rows.push(gege.element("li", "gege-none", gege.say("nothing_found")));
      list.replaceChildren(...rows);
      list.hidden = false;
    };
    const ask = async (text) => {
      const turn = (asked += 1);
      const query = new URLSearchParams({ q: text, ...gege.dayAsked() });
      const answer = await gege.fetchJson("find.json?" + query);
      if (turn !== asked) return null;
      show(answer.found);
      return answer.found;
    };
    const quietly = (text) => ask(text).catch(() => show([]));
    return {
      ask(text) {
        clearTimeout(timer);
        asked += 1;
        if (!text.trim()) {
          list.hidden = true;
          list.replaceChildren();
          return;
        }
        timer = setTimeout(() => quietly(text.trim()), WAIT_MS);
      },
      async first(text) {
        clearTimeout(timer);
        if (!text.trim()) return;
        const found = await quietly(text.trim());
        if (found && found.length) pick(found[0]);
      },
    };
  }

  function foundRow(place, pick) {
    const row = gege.element("li");
    const button = gege.element("button");
    button.type = "button";
    button.append(
      gege.element("small", "gege-kind", gege.say("kind_" + place.kind)),
      gege.element("b", "", place.label)
    );
    if (place.detail) button.append(gege.element("span", "", place.detail));
    button.addEventListener("click", pick);
    row.append(button);
    return row;
  }
})();
