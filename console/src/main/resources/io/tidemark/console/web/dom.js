/** Builds elements. Text is only ever set as text: keys and names come from whoever sends events. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && name !== 'list' && !name.startsWith('aria')) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const tiny = new Intl.NumberFormat('en', { notation: 'scientific', maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en');

export function number(value) {
  if (value === undefined || value === null) return '–';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e9) ? tiny.format(value) : digits.format(value);
}

export const count = value => whole.format(value);

export const percent = share => share === undefined ? '–' : `${Math.round(100 * share)} %`;

/** 2026-01-05 07:31:12 in the time zone of the browser. */
export function time(millis) {
  const at = new Date(millis);
  return new Date(millis - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** 2026-01-05 06:31:12 UTC, as the terminal has it. */
export const utc = millis => `${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Name of the time zone of the browser. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time, with UTC on hover. */
export const when = millis => el('time', { class: 'figure', dateTime: new Date(millis).toISOString(), title: utc(millis) }, time(millis));

/** 5 min ago. */
function ago(millis) {
  const past = Date.now() - millis;
  const [amount] = duration(Math.abs(past)).split(/(?<=[a-z]) /);
  return Math.abs(past) < 10_000 ? 'just now' : past > 0 ? `${amount} ago` : `in ${amount}`;
}

/** How long ago a time is, as long as the page is open. */
export const age = millis => el('span', { class: 'dim age', 'data-at': millis }, ago(millis));

setInterval(() => {
  for (const shown of document.querySelectorAll('.age')) {
    const text = ago(Number(shown.dataset.at));
    if (shown.textContent !== text) shown.textContent = text;
  }
}, 5000);

/** How far a score is from its threshold, with both on hover. */
export function ratio(score, threshold) {
  const known = Number.isFinite(score) && threshold > 0;
  if (!known) return el('span', { class: 'figure' }, '–');
  const times = score / threshold;
  const text = times >= 100 ? count(Math.round(times)) : String(Number(times.toPrecision(2)));
  return el('span', { class: 'figure', title: `Score ${number(score)}, threshold ${number(threshold)}` }, `${text}× the threshold`);
}

/** The two largest units. */
export function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  return units.slice(first, first + 2)
    .map(([name, size], at) => [Math.floor(at ? (seconds % units[first][1]) / size : seconds / size), name])
    .filter(([amount], at) => at === 0 || amount > 0)
    .map(([amount, name]) => `${amount} ${name}`).join(' ');
}

const words = {
  OPEN: 'Open', UPDATE: 'Open', RESOLVED: 'Resolved', NEW_NORMAL: 'New normal',
  LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High', CRITICAL: 'Critical',
  ANOMALY: 'Anomaly', FLAT_LINE: 'Flat line', GAP: 'Gap', LATE: 'Late', CLOCK_AHEAD: 'Clock ahead', CLOCK_BEHIND: 'Clock behind', DRIFT: 'Drift', BLIND: 'Blind', MISSING_READING: 'Missing reading',
  READING_MISSING: 'Reading missing', RARER_THAN_TICK: 'Events rarer than the tick', CALIBRATING: 'Calibrating for a new model', CLOCK_SET: 'Clock set',
  SILENT: 'Silent', UNDECODABLE: 'Undecodable', INVALID: 'Invalid events', MODEL_FAILED: 'Model failed', OTHER: 'Other', WARM_UP: 'Warm-up',
  ACKNOWLEDGED: 'Acknowledged', CLOSED: 'Closed',
  REAL: 'Real', NOISE: 'Noise', EXPECTED: 'Expected', SILENCED: 'Silenced',
  INCIDENT: 'Open incident', WATCHED: 'Watched', STALE: 'Stale', WARMING_UP: 'Warming up', NORMAL: 'Normal',
};

export const word = name => words[name] ?? name;

export const badge = (name, kind) => el('span', { class: `badge ${kind} ${name.toLowerCase().replace('_', '-')}` }, word(name));

/** Calls the function once, when no further call has come for a moment. */
export function settled(action, millis = 250) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), millis);
  };
}
