/* global uPlot */
import { time } from './dom.js';
import { colour } from './theme.js';

let drawn = [];

/** Draws lines over time when there is room to; draws again when the colours or the room change. */
export function chart(place, times, series, { height, from, to } = {}) {
  const figure = { place, times, series, height, from, to, plot: null };
  figure.watch = new ResizeObserver(() => place.isConnected && draw(figure));
  figure.watch.observe(place);
  drawn.push(figure);
}

export function forget() {
  for (const figure of drawn) {
    figure.watch.disconnect();
    figure.plot?.destroy();
  }
  drawn = [];
}

document.addEventListener('theme', () => drawn.forEach(figure => {
  figure.plot?.destroy();
  figure.plot = null;
  draw(figure);
}));

function draw(figure) {
  const width = figure.place.clientWidth;
  if (width === 0) return;
  if (figure.plot) {
    if (figure.plot.width !== width) figure.plot.setSize({ width, height: figure.height });
    return;
  }
  const ink = colour('dim');
  const grid = { stroke: colour('grid'), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: '11px system-ui, sans-serif' };
  figure.plot = new uPlot({
    width,
    height: figure.height,
    tzDate: seconds => new Date(seconds * 1000),
    cursor: { drag: { x: true, y: false }, points: { size: 6 } },
    legend: { live: true },
    scales: { y: { range: (plot, low, high) => padded(low, high) } },
    axes: [{ ...axis, space: 80, values: (plot, splits) => splits.map(seconds => label(seconds, splits)) }, { ...axis, size: 54 }],
    series: [{ value: (plot, seconds) => seconds === null ? '–' : time(seconds * 1000).slice(11) },
      ...figure.series.map(line => ({
        label: line.label, stroke: colour(line.colour), width: 2, dash: line.dash, spanGaps: true,
        points: { show: line.points === true && figure.times.length <= 40, size: 5 },
        value: (plot, value) => value === null || value === undefined ? '–' : Number(value.toPrecision(4)).toString(),
      }))],
    hooks: { drawClear: [plot => shade(plot, figure)] },
  }, [figure.times.map(millis => millis / 1000), ...figure.series.map(line => line.values)], figure.place);
}

/** With the day where the times span more than one. */
function label(seconds, all) {
  const text = time(seconds * 1000);
  return all.at(-1) - all[0] > 86400 ? text.slice(5, 16) : text.slice(11);
}

/** A flat line gets room as well. */
function padded(low, high) {
  if (low === null || high === null) return [0, 1];
  const pad = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.1 || 1;
  return [low - pad, high + pad];
}

/** While the incident lasted. */
function shade(plot, { from, to }) {
  if (!from) return;
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(from / 1000, 'x', true));
  const right = to ? Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, 'x', true)) : bbox.left + bbox.width;
  if (right <= left) return;
  ctx.save();
  ctx.fillStyle = colour('shade');
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.restore();
}
