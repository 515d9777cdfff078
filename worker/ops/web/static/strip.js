// The strip: calls of each second against the limit.
(() => {
  "use strict";
  const live = document.getElementById("live");
  if (!live || !live.dataset.strip || !document.getElementById("strip")) return;
  const SPAN = 300;
  const HEIGHT = 118;
  const known = new Map();
  let now = 0;
  let offset = 0; // s of the zone that every time of the page is of
  let plot = null;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const limit = () => Number(document.getElementById("facts")?.dataset.limit ?? NaN);

  function take(pulse) {
    for (const [second, ...counts] of pulse.seconds) known.set(second, counts);
    now = Math.floor(pulse.now ?? now + 1);
    offset = pulse.offset ?? 0;
    for (const second of known.keys()) if (second < now - SPAN) known.delete(second);
  }

  // The second under way is not over, and its calls have no answers yet.
  function columns() {
    const last = now - 1;
    const seconds = Array.from({ length: SPAN }, (_, i) => last - SPAN + 1 + i);
    const of = (i) => seconds.map((second) => known.get(second)?.[i] ?? 0);
    const line = limit();
    return [seconds, of(0), of(1), of(2), seconds.map(() => (line > 0 ? line : null))];
  }

  function pace() {
    let calls = 0;
    for (let second = now - 11; second < now - 1; second += 1) calls += known.get(second)?.[0] ?? 0;
    return (calls / 10).toFixed(1);
  }

  function options(width) {
    const bars = uPlot.paths.bars({ size: [1, 100], gap: 0 });
    const axis = { stroke: colour("--dim"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const clock = (seconds) => new Date((seconds + offset) * 1000).toISOString().slice(11, 16);
    return {
      width, height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [8, 18, 0, 0],
      scales: { x: { time: true }, y: { range: (_, min, max) => [0, Math.max(max, limit() || 0, 1) * 1.15] } },
      axes: [{ ...axis, size: 24, incrs: [60, 120, 300], space: 40, values: (_, ticks) => ticks.map(clock) }, { ...axis, size: 36, space: 30 }],
      series: [
        {},
        { stroke: colour("--granted"), fill: colour("--granted"), width: 0, paths: bars, points: { show: false } },
        { stroke: colour("--good"), fill: colour("--good"), width: 0, paths: bars, points: { show: false } },
        { stroke: colour("--stop"), fill: colour("--stop"), width: 0, paths: bars, points: { show: false } },
        { stroke: colour("--ink"), width: 1, dash: [5, 4], points: { show: false } },
      ],
    };
  }

  function draw() {
    const place = document.getElementById("strip");
    if (!place) return;
    if (plot && !place.contains(plot.root)) { plot.destroy(); plot = null; }
    if (plot) plot.setData(columns());
    else plot = new uPlot(options(Math.max(place.clientWidth, 240)), columns(), place);
    const shown = document.getElementById("pace");
    if (shown) shown.textContent = pace();
  }

  function anew() {
    if (plot) { plot.destroy(); plot = null; }
    draw();
  }

  live.addEventListener("pulse", (event) => { take(JSON.parse(event.detail.data)); draw(); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
  let width = 0;
  new ResizeObserver(([entry]) => {
    const found = Math.round(entry.contentRect.width);
    if (found !== width) { width = found; anew(); }
  }).observe(document.getElementById("strip"));
  take(JSON.parse(live.dataset.strip));
  draw();
})();
