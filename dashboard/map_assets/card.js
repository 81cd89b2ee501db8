// The card of a place: who answers for it, since when, why, and how near the border is.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});

  function line(name, value, className) {
    const row = gege.element("div", "gege-line " + (className || ""));
    row.append(gege.element("dt", "", name));
    const cell = gege.element("dd");
    cell.append(value instanceof Node ? value : document.createTextNode(value));
    row.append(cell);
    return row;
  }

  function person(name, phone) {
    const box = gege.element("span", "gege-person");
    box.append(gege.element("b", "", name));
    if (phone) {
      const call = gege.element("a", "", phone);
      call.href = "tel:" + phone.replace(/[^0-9+*#]/g, "");
      box.append(call);
    }
    return box;
  }

  const metres = (value) =>
    value >= 1000
      ? gege.say("kilometres", { n: gege.figure(value / 1000, 1) })
      : gege.say("metres", { n: gege.figure(value, value < 10 ? 1 : 0) });

  const word = (stem, value) => gege.config.texts[stem + "_" + value] || value;

  function placeLines(answer) {
    const lines = [];
    if (!answer.grid_code) {
      lines.push(line(gege.say("why_none"), word("none", answer.why_no_grid), "is-strong"));
    } else {
      lines.push(line(gege.say("how"), word("how", answer.how)));
    }
    if (answer.border_distance_m !== null && answer.border_distance_m !== undefined) {
      lines.push(line(gege.say("border"), metres(answer.border_distance_m)));
    }
    if (answer.runner_up) {
      lines.push(line(gege.say("runner_up"), nextGrid(answer)));
    }
    return lines;
  }

  function nextGrid(answer) {
    const far = answer.runner_up_distance_m;
    const known = typeof far === "number" ? " \u00b7 " + metres(far) : "";
    const box = gege.element("span", "", gege.nameOf(answer.runner_up) + known);
    box.append(gege.element("code", "gege-code", answer.runner_up));
    return box;
  }

  function dutyLines(answer) {
    if (!answer.grid_code) return [];
    const who = answer.worker
      ? person(answer.worker, answer.phone)
      : gege.element("b", "is-vacant", gege.say("nobody"));
    const lines = [line(gege.say("worker"), who, "is-strong")];
    if (answer.backup) lines.push(line(gege.say("backup"), person(answer.backup, answer.backup_phone)));
    if (answer.since) lines.push(line(gege.say("since"), answer.since));
    if (answer.until) lines.push(line(gege.say("until"), answer.until));
    if (answer.order_no) lines.push(line(gege.say("order"), answer.order_no));
    if (answer.reason && answer.duty !== "primary") lines.push(gege.element("p", "gege-reason", answer.reason));
    return lines;
  }

  function countLine(answer) {
    if (!answer.grid_code) return [];
    const box = gege.element("div", "gege-counts");
    for (const name of ["households", "open_cases"]) {
      const cell = gege.element("div");
      cell.append(
        gege.element("b", "", gege.figure(answer[name] || 0)),
        gege.element("span", "", gege.say("card_" + name))
      );
      box.append(cell);
    }
    return [box];
  }

  function caseLines(symbol) {
    if (!symbol) return [];
    const box = gege.element("div", "gege-case is-" + symbol.state);
    box.append(gege.element("b", "", symbol.code));
    if (symbol.category) box.append(gege.element("span", "", symbol.category));
    const due = symbol.due ? gege.say("due", { when: gege.moment(symbol.due) }) : "";
    const state = symbol.state ? gege.say("case_" + symbol.state) : "";
    box.append(gege.element("small", "", [state, due].filter(Boolean).join(" \u00b7 ")));
    return [box];
  }

  function heading(panel, title, detail) {
    const head = gege.element("header");
    const close = gege.element("button", "gege-close");
    close.type = "button";
    close.setAttribute("aria-label", gege.say("close"));
    close.append(gege.icon("close"));
    close.addEventListener("click", () => gege.closeCard());
    const words = gege.element("div", "gege-grow");
    words.append(gege.element("h2", "", title));
    if (detail) words.append(gege.element("p", "", detail));
    head.append(words, close);
    panel.replaceChildren(head);
  }

  /** Show what is known at once: the grid's name from the map itself. */
  gege.openCard = function (panel, grid, symbol) {
    const title = grid ? grid.name : gege.say("no_grid");
    heading(panel, title, grid ? grid.code : "");
    panel.append(...caseLines(symbol), gege.element("p", "gege-wait", gege.say("asking")));
    panel.hidden = false;
    panel.dataset.state = "asking";
  };

  /** Fill the card with the server's answer. */
  gege.fillCard = function (panel, answer, symbol, at) {
    const path = (answer.path || []).join(" \u203a ");
    const kind = answer.kind === "dedicated" ? " \u00b7 " + gege.say("dedicated") : "";
    const title = answer.grid_code ? answer.grid_name || answer.grid_code : gege.say("no_grid");
    heading(panel, title, path);
    const list = gege.element("dl");
    list.append(...dutyLines(answer), ...placeLines(answer));
    const code = answer.grid_code ? [gege.element("code", "gege-code", answer.grid_code + kind)] : [];
    const place = at.lng.toFixed(6) + ", " + at.lat.toFixed(6);
    const asOf = gege.config.as_of;
    const then = asOf ? [gege.element("p", "gege-then", asOf.card)] : [];
    panel.append(...code, ...then, ...caseLines(symbol), ...countLine(answer), list);
    panel.append(gege.element("p", "gege-at", place));
    panel.dataset.state = "filled";
  };

  gege.failCard = function (panel, sentence) {
    const wait = panel.querySelector(".gege-wait");
    if (wait) wait.textContent = sentence;
    panel.dataset.state = "failed";
  };
})();
