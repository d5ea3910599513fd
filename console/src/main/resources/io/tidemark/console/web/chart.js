/* global uPlot */
import { time } from './dom.js';
import { colour } from './theme.js';

let drawn = [];

/** What people zoomed to, by group; it outlives the figures, which come again with every news. */
const zooms = new Map();

/**
 * Draws lines over time when there is room to; draws again when the colours or the room change.
 *
 * bands: filled between two series, { low, high, colour } with their numbers from 0
 * shaded: stretches of time, [from, to] each; to may be null where it goes on
 * group: figures of a group have the same times, a common cursor and a common zoom
 */
export function chart(place, times, series, { height, shaded = [], bands = [], group } = {}) {
  const figure = { place, times, series, height, shaded, bands, group, plot: null, drawn: false };
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
  figure.drawn = false;
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
    cursor: { drag: { x: true, y: false }, points: { size: 6 }, ...figure.group ? { sync: { key: figure.group, setSeries: false, scales: ['x', null] } } : {} },
    legend: { live: true },
    scales: { y: { range: (plot, low, high) => padded(low, high) } },
    axes: [{ ...axis, space: 80, values: (plot, splits) => splits.map(seconds => label(seconds, splits)) }, { ...axis, size: 54 }],
    series: [{ value: (plot, seconds) => seconds === null ? '–' : time(seconds * 1000).slice(11) },
      ...figure.series.map(line => ({
        label: line.label, stroke: colour(line.colour), width: line.width ?? 2, dash: line.dash, spanGaps: !figure.group, class: line.unlisted ? 'unlisted' : null,
        points: { show: line.points === true && figure.times.length <= 40, size: 5 },
        value: (plot, value) => value === null || value === undefined ? '–' : Number(value.toPrecision(4)).toString(),
      }))],
    bands: figure.bands.map(({ low, high, colour: fill }) => ({ series: [high + 1, low + 1], fill: colour(fill) })),
    hooks: {
      drawClear: [plot => shade(plot, figure)],
      setScale: [(plot, scale) => scale === 'x' && zoomed(figure, plot)],
      draw: [() => { figure.drawn = true; }],
    },
  }, [figure.times.map(millis => millis / 1000), ...figure.series.map(line => line.values)], figure.place);
  const zoom = zooms.get(figure.group);
  if (zoom) figure.plot.setScale('x', zoom);
}

/** Zooms the others of the group to the same time; a double click, which shows all, likewise. */
function zoomed(figure, plot) {
  if (!figure.group || !figure.drawn) return;
  const { min, max } = plot.scales.x;
  const whole = min <= figure.times[0] / 1000 && max >= figure.times.at(-1) / 1000;
  if (whole) zooms.delete(figure.group);
  else zooms.set(figure.group, { min, max });
  for (const { group, plot: other } of drawn) {
    if (group === figure.group && other && (other.scales.x.min !== min || other.scales.x.max !== max)) other.setScale('x', { min, max });
  }
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

/** While incidents lasted. */
function shade(plot, { shaded }) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour('shade');
  for (const [from, to] of shaded) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1000, 'x', true));
    const end = bbox.left + bbox.width;
    const right = to ? Math.min(end, plot.valToPos(to / 1000, 'x', true)) : end;
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}
