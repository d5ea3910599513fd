import { el, number } from './dom.js';
import { chart } from './chart.js';

/** What would give the raw signal, where there is none. */
export const missing = 'The raw signal is not known here. A job with scores: {topic: scores} writes it, and a console with --scores-topic scores reads it.';

/** Between points much further apart than most, every line has a gap. */
function gaps(times) {
  const steps = times.slice(1).map((time, at) => time - times[at]).sort((a, b) => a - b);
  const most = 4 * (steps[Math.floor(steps.length / 2)] ?? 0);
  const places = [];
  for (let at = 1; at < times.length; at++) if (times[at] - times[at - 1] > most) places.push(at);
  return places;
}

/** Points as a chart takes them: with nothing in the gaps. */
export function points(told) {
  const places = new Set(gaps(told.times));
  const broken = (values, between) => values.flatMap((value, at) => places.has(at) ? [between(at), value] : [value]);
  return {
    times: broken(told.times, at => told.times[at - 1] + 1),
    line: values => broken(values, () => null),
  };
}

const newest = values => values.findLast(value => value !== null);

export function evidenceChart(told, { times, line }, group, shaded) {
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': `Evidence against threshold; at the end ${number(newest(told.evidence))} of ${number(newest(told.threshold))}.` });
  chart(place, times, [
    { label: 'evidence', values: line(told.evidence), colour: 'observed' },
    { label: 'threshold', values: line(told.threshold), colour: 'threshold', dash: [6, 4] },
  ], { height: 220, group, shaded });
  return place;
}

/** One feature: what was observed, what was expected, and the normal range as a band. */
export function featureChart(feature, { times, line }, group, shaded) {
  const { name, unit, observed, lowest, highest, expected, normalLow, normalHigh } = feature;
  const low = newest(normalLow);
  const high = newest(normalHigh);
  const range = low === undefined || high === undefined ? null : `normal ${number(low)} to ${number(high)}${unit ? ` ${unit}` : ''}`;
  const title = `${name}${unit ? ` (${unit})` : ''}`;
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': `${title}: at the end observed ${number(newest(observed))}, expected ${number(newest(expected))}${range ? `, ${range}` : ''}` });
  chart(place, times, [
    { label: 'normal from', values: line(normalLow), colour: 'normal', width: 1 },
    { label: 'to', values: line(normalHigh), colour: 'normal', width: 1 },
    { label: 'lowest', values: line(lowest ?? observed), colour: 'spread', width: 1, unlisted: !lowest },
    { label: 'highest', values: line(highest ?? observed), colour: 'spread', width: 1, unlisted: !highest },
    { label: 'expected', values: line(expected), colour: 'expected', dash: [6, 4] },
    { label: 'observed', values: line(observed), colour: 'observed' },
  ], { height: 170, group, shaded, bands: [{ low: 0, high: 1, colour: 'band' }, { low: 2, high: 3, colour: 'spread' }] });
  return el('div', { 'data-feature': name }, el('h3', {}, title), place, range ? el('p', { class: 'dim' }, `${range}, at the end`) : null);
}
