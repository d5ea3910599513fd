import { badge, count, duration, el, number, when, word } from './dom.js';
import { get, query } from './api.js';
import { forget } from './chart.js';
import { evidenceChart, featureChart, missing, points } from './signals.js';

const GROUP = 'key';
const STRETCHES = [[1, '1 h'], [6, '6 h'], [24, '24 h'], [168, '7 d']];

/** News may come twice a second; what a key read changes more slowly. */
const PAUSE = 5000;

let section, asked, shownText, loadedAt;

/** Where the page of a key is. */
export const keyLink = (detector, key) => `#/key/${encodeURIComponent(detector)}/${encodeURIComponent(key)}`;

export function enter(place, { detector, key, hours }) {
  section = place;
  const wanted = { detector, key, hours: STRETCHES.some(([each]) => String(each) === hours) ? Number(hours) : 1 };
  if (JSON.stringify(wanted) !== JSON.stringify(asked)) {
    const sameKey = asked && asked.detector === detector && asked.key === key;
    asked = wanted;
    shownText = null;
    if (!sameKey) section.replaceChildren(back(), el('h1', { id: 'key-title' }, key), el('p', { class: 'dim' }, 'Loading …'));
  }
  load();
}

export function leave() {
  forget();
  asked = null;
}

export function news() {
  if (Date.now() - loadedAt > PAUSE) load();
}

async function load() {
  const mine = asked;
  loadedAt = Date.now();
  try {
    const told = await get('/api/keys', mine);
    const text = JSON.stringify(told);
    if (mine === asked && text !== shownText) {
      shownText = text;
      show(told);
    }
  } catch (failed) {
    if (mine === asked && !shownText) section.replaceChildren(back(), el('h1', { id: 'key-title' }, mine.key), el('p', { class: 'empty' }, failed.message));
  }
}

const back = () => el('p', {}, el('a', { href: '#/fleet' }, '← Fleet'));
const fact = (name, ...value) => el('div', { class: 'fact' }, el('dt', {}, name), el('dd', {}, ...value));
const card = (title, ...content) => el('div', { class: 'card' }, el('h2', {}, title), ...content);
const ended = ({ state }) => state === 'RESOLVED' || state === 'NEW_NORMAL';

function show(told) {
  const focused = document.activeElement?.dataset?.hours;
  forget();
  const shaded = told.incidents.map(incident => [incident.openedAt, ended(incident) ? incident.updatedAt : null]);
  const drawn = points(told);
  section.replaceChildren(
    back(),
    el('div', { class: 'heading' },
      el('h1', { id: 'key-title' }, told.key, ' ', el('span', { class: 'dim' }, told.detector)),
      told.now ? el('p', { class: 'badges' }, badge(told.now.health, 'health')) : ''),
    told.now ? facts(told.now) : el('p', { class: 'dim' }, 'The fleet has no such key now.'),
    stretches(),
    ...told.times.length ? [
      el('p', { class: 'dim' }, when(told.times[0]), ' to ', when(told.times.at(-1)), '. Drag over a chart to zoom all of them, double click to see all again.'),
      card('Evidence and threshold', evidenceChart(told, drawn, GROUP, shaded)),
      card('What it read', el('div', { class: 'signals' }, ...told.features.map(feature => featureChart(feature, drawn, GROUP, shaded)))),
    ] : [el('p', { class: 'empty' }, told.now?.windowEnd ? 'Nothing is kept of this time. ' : '', missing)],
    incidents(told.incidents));
  if (focused) section.querySelector(`[data-hours="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function facts({ coverage, windowEnd, score, threshold, incident }) {
  const progress = coverage?.needed ? `${count(coverage.learned)} of ${count(coverage.needed)}` : '';
  const why = coverage ? [coverage.reason ? word(coverage.reason) : '', progress, coverage.detail ?? ''].filter(Boolean).join('; ') : '';
  return el('dl', { class: 'facts' },
    fact('Coverage', coverage ? word(coverage.state) : 'not known'),
    coverage ? fact('Since', when(coverage.since)) : null,
    why ? fact('Why', why) : null,
    fact('Last window', windowEnd ? when(windowEnd) : '–'),
    fact('Evidence', number(score)),
    fact('Threshold', number(threshold)),
    incident ? fact('Incident', el('a', { href: `#/incident/${encodeURIComponent(incident)}` }, 'Open')) : null);
}

function stretches() {
  return el('nav', { class: 'choices stretches', 'aria-label': 'Stretch of time' }, ...STRETCHES.map(([hours, name]) =>
    el('a', { class: 'stretch', 'data-hours': hours, href: `${keyLink(asked.detector, asked.key)}?${query({ hours })}`, 'aria-current': hours === asked.hours ? 'true' : null }, name)));
}

function incidents(list) {
  return card('Incidents', list.length
    ? el('ul', { class: 'related' }, ...list.map(incident => el('li', {},
      badge(incident.severity, 'severity'), badge(incident.state, 'state'),
      el('a', { href: `#/incident/${encodeURIComponent(incident.id)}` }, when(incident.openedAt)), ' ',
      el('span', { class: 'dim' }, `${duration(incident.updatedAt - incident.openedAt)}; ${incident.reason}`))))
    : el('p', { class: 'dim' }, 'None in this time.'));
}
