// Charts of a report, to be walked through by pointer or arrow keys. Without this file, or without uPlot, each stays a drawing with its table.
(() => {
  "use strict";
  if (typeof uPlot !== "function") return;
  const HEIGHT = 260;
  const MOST_PINS = 12;
  const made = [];

  // A canvas knows no custom properties: a hidden element per ink says what each token comes to, in light and dark.
  const ink = (name) => {
    let probe = document.querySelector(`.plot-ink--${name}`);
    if (!probe) {
      probe = document.createElement("span");
      probe.className = `plot-ink plot-ink--${name}`;
      document.body.append(probe);
    }
    return getComputedStyle(probe).color;
  };

  const looks = (palette) => ({
    now: { stroke: palette.accent, width: 2, points: { show: false } },
    before: { stroke: palette.faint, width: 1.25, points: { show: false } },
    joined: { stroke: palette.accent, fill: palette.accent, width: 0 },
    left: { stroke: palette.accent, fill: palette.canvas, width: 1.25 },
  });

  const colours = () => Object.fromEntries(["accent", "faint", "muted", "line", "text", "wash", "canvas"].map((name) => [name, ink(name)]));

  // What lies behind and before the lines: quiet days, the goal, what happened.
  const behind = (plan, palette) => (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.fillStyle = palette.wash;
    const wide = bbox.width / Math.max(1, plan.labels.length - 1);
    for (const at of plan.pale) {
      const x = Math.max(bbox.left, u.valToPos(at, "x", true) - wide / 2);
      ctx.fillRect(x, bbox.top, Math.min(wide, bbox.left + bbox.width - x), bbox.height);
    }
    ctx.restore();
  };
  const before = (plan, palette, ratio) => (u) => {
    const { ctx, bbox } = u;
    const font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    const ends = [];
    ctx.save();
    if (plan.goal) {
      const y = u.valToPos(plan.goal[0], "y", true);
      ctx.strokeStyle = palette.text;
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      ctx.beginPath(); ctx.moveTo(bbox.left, y); ctx.lineTo(bbox.left + bbox.width, y); ctx.stroke();
      ctx.setLineDash([]);
      ends.push([y, plan.goal[1], palette.text]);
    }
    ctx.font = font;
    plan.marks.forEach(([at], place) => {
      const x = u.valToPos(at, "x", true);
      const value = u.data[1][at];
      const y = value == null ? bbox.top + bbox.height : u.valToPos(value, "y", true);
      ctx.strokeStyle = palette.muted;
      ctx.lineWidth = ratio * 0.75;
      ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, y - 4 * ratio); ctx.stroke();
      ctx.beginPath(); ctx.arc(x, y, 3.5 * ratio, 0, 2 * Math.PI);
      ctx.fillStyle = palette.canvas; ctx.fill();
      ctx.strokeStyle = palette.accent; ctx.lineWidth = 1.5 * ratio; ctx.stroke();
      if (plan.marks.length <= MOST_PINS) {
        ctx.fillStyle = palette.text;
        ctx.textAlign = "center";
        ctx.fillText(String(place + 1), x, bbox.top - 5 * ratio);
      }
    });
    if (plan.kind !== "bars") for (const [place, each] of plan.series.entries()) {
      const last = each.values.findLastIndex((value) => value != null);
      if (last < 0) continue;
      ends.push([u.valToPos(each.values[last], "y", true), each.name, place ? palette.muted : palette.accent]);
    }
    // What each line is stands at its end, kept apart.
    let lowest = -Infinity;
    ctx.textAlign = "left";
    for (const [y, text, colour] of ends.sort((one, other) => one[0] - other[0])) {
      lowest = Math.max(y, lowest + 14 * ratio);
      ctx.fillStyle = colour;
      ctx.fillText(text, bbox.left + bbox.width + 8 * ratio, lowest + 4 * ratio);
    }
    ctx.restore();
  };

  const words = (plan, at) => {
    const parts = plan.series.filter((each) => each.said[at] && each.values[at] != null).map((each) => (plan.series.length > 1 ? `${each.name} ${each.said[at]}` : each.said[at]));
    const happened = plan.marks.filter(([place]) => place === at).map(([, text]) => text);
    return [plan.names[at], ...(parts.length ? parts : ["—"]), ...happened].join(" · ");
  };

  // Room for what stands at the ends of the lines, whatever the language.
  const beside = (plan) => {
    if (plan.kind === "bars") return 12;
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const texts = [...plan.series.map((each) => each.name), ...(plan.goal ? [plan.goal[1]] : [])];
    return Math.ceil(Math.max(...texts.map((text) => ruler.measureText(text).width))) + 14;
  };

  const build = (figure, plan, host, say) => {
    const palette = colours();
    const ratio = devicePixelRatio || 1;
    const shapes = looks(palette);
    const bars = plan.kind === "bars";
    const drawn = bars ? uPlot.paths.bars({ size: [0.7, 24] }) : uPlot.paths.linear();
    const axis = { stroke: palette.muted, grid: { stroke: palette.line, width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(document.body).fontFamily}` };
    const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
    // The range is read from what is drawn and from the goal, so that neither line is cut off.
    const range = (_u, low, high) => {
      const goal = plan.goal ? [plan.goal[0]] : [];
      const top = Math.max(high ?? 1, ...goal);
      const foot = plan.low ?? Math.min(low ?? 0, 0, ...goal);
      return [foot, plan.high ?? (top + (top - foot) * 0.12 || 1)];
    };
    const options = {
      width: Math.max(280, host.clientWidth),
      height: HEIGHT,
      padding: [plan.marks.length ? 18 : 8, beside(plan), 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: { x: { time: false, range: bars ? (_u, low, high) => [low - 0.6, high + 0.6] : undefined }, y: { range } },
      axes: [
        { ...axis, grid: { show: false }, splits: (u, _axis, low, high) => ticks(plan.labels.length, u.bbox.width / ratio), values: (_u, at) => at.map((each) => plan.labels[each] ?? "") },
        { ...axis, size: 48, values: (_u, at) => at.map((each) => number.format(bars ? Math.abs(each) : each).replace("-", "−")) },
      ],
      series: [{}, ...plan.series.map((each) => ({ label: each.name, spanGaps: false, ...shapes[each.look], paths: drawn, points: { show: !bars && plan.labels.length < 20, size: 5, fill: palette.accent } }))],
      hooks: {
        drawClear: [behind(plan, palette)],
        draw: [before(plan, palette, ratio)],
        setCursor: [(u) => { if (u.cursor.idx != null) { host.dataset.at = u.cursor.idx; say.textContent = words(plan, u.cursor.idx); } }],
      },
    };
    return new uPlot(options, [plan.labels.map((_each, at) => at), ...plan.series.map((each) => each.values)], host);
  };

  const ticks = (count, width) => {
    const step = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 72))));
    const even = step > 2 && step < 7 && count > 20 ? 7 : step;
    return Array.from({ length: Math.ceil(count / even) }, (_each, at) => at * even);
  };

  const walk = (chart, plan, host) => (event) => {
    const last = plan.labels.length - 1;
    const at = host.dataset.at === undefined ? -1 : Number(host.dataset.at);
    const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = Math.min(last, Math.max(0, next));
    chart().setCursor({ left: chart().valToPos(to, "x"), top: 0 });
  };

  // What the numbers over the chart stand for.
  const pins = (plan) => {
    if (!plan.marks.length || plan.marks.length > MOST_PINS) return [];
    const list = document.createElement("ol");
    list.className = "notes plot__pins";
    plan.marks.forEach(([at, text], place) => {
      const row = document.createElement("li");
      const pin = document.createElement("span");
      pin.className = "pin";
      pin.textContent = String(place + 1);
      const said = document.createElement("span");
      said.textContent = `${plan.names[at]} · ${text}`;
      row.append(pin, said);
      list.append(row);
    });
    return [list];
  };

  const start = (figure) => {
    const plan = JSON.parse(figure.dataset.plot);
    const host = document.createElement("div");
    host.className = "plot";
    host.tabIndex = 0;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", `${plan.title}. ${figure.dataset.hint}`);
    const say = document.createElement("p");
    say.className = "plot__say note";
    say.setAttribute("role", "status");
    say.textContent = figure.dataset.hint;
    figure.querySelector("figcaption").after(host, say, ...pins(plan));
    figure.classList.add("is-live");
    const one = { figure, plan, host, say, chart: build(figure, plan, host, say) };
    host.addEventListener("keydown", walk(() => one.chart, plan, host));
    made.push(one);
  };

  const again = () => {
    for (const one of made) {
      one.chart.destroy();
      one.chart = build(one.figure, one.plan, one.host, one.say);
    }
  };

  document.querySelectorAll("figure[data-plot]").forEach(start);
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => made.forEach((one) => one.chart.setSize({ width: Math.max(280, one.host.clientWidth), height: HEIGHT })), 120); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
})();
