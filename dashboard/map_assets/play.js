// Time played back on the map: the frames come once, with one set of classes for all of them, and
// from then on the browser alone shows one after the other.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const PACES = [2000, 1000, 500, 250];
  const DIGITS = "0123456789";
  let film = null;
  let at = 0;
  let timer = null;
  let bar = null;

  // Nothing plays by itself; for who wants little motion each picture stays longest.
  let pace = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 1;
  const last = () => film.frames.length - 1;

  // ---- showing a frame

  function show(number) {
    at = Math.max(0, Math.min(number, last()));
    const frame = film.frames[at];
    const { measure } = gege.state;
    measure.of = Array.from(frame.of, (mark) => DIGITS.indexOf(mark));
    measure.values = frame.values;
    measure.says = sayings(frame);
    measure.totals = { ...measure.totals, ...frame.totals };
    measure.classes.forEach((kind, row) => (kind.grids = frame.grids[row]));
    gege.state.gridSheet.redraw();
    gege.state.markSheet.redraw();
    gege.fillLegend(gege.state.legend, measure, gege.state.look, gege.state.view.layers);
    showBar(frame);
    document.documentElement.dataset.frame = frame.key;
  }

  /** What a grid says under the mouse, worked out only when it is asked. */
  function sayings(frame) {
    return new Proxy([], {
      get(_target, row) {
        const value = frame.values[row];
        if (value === null || value === undefined) return null;
        const said = { period: frame.name, value: gege.figure(value, film.digits) };
        if (!frame.m) return gege.say("play_says", said);
        return gege.say("play_says_of", { ...said, n: frame.n[row], m: frame.m[row] });
      },
    });
  }

  function showBar(frame) {
    bar.month.textContent = frame.name;
    bar.total.textContent = frame.said;
    bar.slider.value = String(at);
    bar.slider.setAttribute("aria-valuetext", frame.name);
    bar.bars.forEach((one, row) => one.classList.toggle("is-now", row === at));
  }

  // ---- playing

  function stop() {
    clearInterval(timer);
    timer = null;
    showButton();
  }

  function run() {
    clearInterval(timer);
    timer = setInterval(() => {
      if (at === last()) return stop();
      show(at + 1);
      return null;
    }, PACES[pace]);
    showButton();
  }

  function toggle() {
    if (timer) return stop();
    if (at === last()) show(0);
    return run();
  }

  function step(by) {
    stop();
    show(at + by);
  }

  function showButton() {
    const name = timer ? "play_pause" : "play_start";
    bar.play.textContent = timer ? "❚❚" : "▶";
    bar.play.title = gege.say(name);
    bar.play.setAttribute("aria-label", gege.say(name));
    document.documentElement.dataset.playing = timer ? "1" : "";
  }

  function keys(event) {
    if (!film || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.tagName === "INPUT" && event.target.type !== "range") return;
    if (event.key === " " && event.target.closest("button, select")) return;
    const acts = {
      " ": toggle,
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      Home: () => step(-last()),
      End: () => step(last()),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // ---- the bar

  function button(text, name, act) {
    const made = gege.element("button", "", text);
    made.type = "button";
    made.title = gege.say(name);
    made.setAttribute("aria-label", gege.say(name));
    made.addEventListener("click", act);
    return made;
  }

  function paces() {
    const made = gege.element("select");
    made.setAttribute("aria-label", gege.say("play_pace"));
    made.title = gege.say("play_pace");
    PACES.forEach((wait, row) => {
      const seconds = gege.figure(wait / 1000, 2);
      const option = gege.element("option", "", gege.say("play_seconds", { n: seconds }));
      option.value = String(row);
      option.selected = row === pace;
      made.append(option);
    });
    made.addEventListener("change", () => {
      pace = Number(made.value);
      if (timer) run();
    });
    return made;
  }

  /** The bar stands below the map, which gives up the room: nothing of the district is hidden. */
  function build() {
    if (bar) bar.box.remove();
    const box = gege.element("section", "gege-play");
    box.hidden = !film;
    box.setAttribute("aria-label", gege.say("play_title"));
    const month = gege.element("b", "gege-play-month");
    month.setAttribute("aria-live", "polite");
    const total = gege.element("span", "gege-play-total");
    const play = button("▶", "play_start", toggle);
    play.className = "gege-play-start";
    const slider = gege.element("input");
    slider.type = "range";
    slider.min = "0";
    slider.setAttribute("aria-label", gege.say("play_title"));
    slider.addEventListener("input", () => step(Number(slider.value) - at));
    const chart = gege.element("div", "gege-play-bars");
    const head = gege.element("header");
    head.append(month, total);
    const track = gege.element("div", "gege-play-track");
    track.append(chart, slider);
    const row = gege.element("div", "gege-play-row");
    const before = button("‹", "play_before", () => step(-1));
    const after = button("›", "play_after", () => step(1));
    row.append(play, before, track, after, paces());
    box.append(head, row);
    document.body.append(box);
    bar = { box, month, total, play, slider, chart, bars: [] };
  }

  function fill() {
    bar.box.hidden = false;
    bar.slider.max = String(last());
    const most = Math.max(...film.frames.map((frame) => frame.total || 0), 1e-9);
    bar.bars = film.frames.map((frame, row) => {
      const one = gege.element("button", "gege-play-bar");
      one.type = "button";
      one.tabIndex = -1;
      one.title = frame.name + ": " + frame.said;
      one.style.setProperty("--part", String((frame.total || 0) / most));
      one.addEventListener("click", () => step(row - at));
      return one;
    });
    bar.chart.replaceChildren(...bar.bars);
    showButton();
    show(at);
  }

  /** Take the frames a measure came with; a measure without any is no film. */
  function take(measure) {
    const isOther = !film || measure.film !== film.key;
    film = measure.frames ? { key: measure.film, frames: measure.frames, digits: measure.digits } : null;
    if (!film) {
      bar.box.hidden = true;
      stop();
      return;
    }
    if (isOther) {
      stop();
      at = last();
    }
    fill();
  }

  gege.parts = gege.parts || [];
  gege.parts.push({
    panel() {
      if (!gege.config.play) return [];
      build();
      if (film) fill();
      return [];
    },
    take(config, previous) {
      if (!config.play || previous) return;
      gege.state.map.keyboard.disable();
      document.addEventListener("keydown", keys, true);
      document.documentElement.classList.add("gege-plays");
      gege.state.map.invalidateSize({ animate: false });
    },
    measured(measure) {
      if (gege.config.play) take(measure);
    },
  });
})();
