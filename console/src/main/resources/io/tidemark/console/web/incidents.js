import { el, badge, age, count, duration, ratio, settled, time, when, zone } from './dom.js';
import { get, query } from './api.js';
import { care } from './actions.js';

const PAGE = 100;
const MOST_OPEN = 500;
const rows = new Map();
let section, body, filters, more, left, summary, empty;
let parameters = {};
let wanted = PAGE;
let asking = null;
let again = false;

const option = (value, text, chosen) => el('option', { value, selected: value === chosen }, text);

function field(name, label, control) {
  control.name = name;
  control.id = `filter-${name}`;
  return el('div', { class: 'field' }, el('label', { htmlFor: control.id }, label), control);
}

function build() {
  const changed = settled(apply);
  filters = el('form', { class: 'filters', 'aria-label': 'Filter incidents', onsubmit: event => event.preventDefault(), oninput: changed, onchange: changed },
    field('key', 'Key', el('input', { type: 'search', placeholder: 'part of a name', autocomplete: 'off', spellcheck: false })),
    field('detector', 'Detector', el('select', {}, option('', 'All'))),
    field('severity', 'Severity', el('select', {}, option('', 'All'), option('MEDIUM', 'Medium and up'), option('HIGH', 'High and up'), option('CRITICAL', 'Critical'))),
    field('state', 'State', el('select', {}, option('', 'All'), option('OPEN', 'Open'), option('RESOLVED', 'Ended'))),
    field('attention', 'Attention', el('select', {}, option('', 'All'), option('true', 'Needs attention'))),
    field('verdict', 'Feedback', el('select', {}, option('', 'All'), option('REAL', 'Real'), option('NOISE', 'Noise'), option('EXPECTED', 'Expected'))),
    field('from', 'Opened from', el('input', { type: 'datetime-local', title: zone })),
    field('to', 'until', el('input', { type: 'datetime-local', title: zone })),
    field('order', 'Order', el('select', {}, option('', 'Worst first'), option('newest', 'Newest first'))),
    el('button', { type: 'button', class: 'quiet', onclick: () => location.assign('#/incidents') }, 'Clear'));
  body = el('tbody');
  summary = el('p', { class: 'dim', id: 'incidents-summary' });
  empty = el('p', { class: 'empty', hidden: true });
  left = el('p', { class: 'dim', hidden: true },
    `There are more open ones; these are the worst ${MOST_OPEN}. The order “Newest first” has them all.`);
  more = el('button', { type: 'button', hidden: true, onclick: () => { wanted += PAGE; load(); } }, 'Show more');
  section.replaceChildren(
    el('div', { class: 'heading' }, el('h1', { id: 'incidents-title' }, 'Incidents'), summary),
    filters,
    el('table', { class: 'incidents' },
      el('caption', { class: 'unseen' }, `Incidents; times in ${zone}`),
      el('thead', {}, el('tr', {}, ...['Severity', 'State', 'Key', 'Reason', 'At its worst', 'Opened', 'Duration'].map(name => el('th', { scope: 'col', title: name === 'Opened' ? `Time in ${zone}` : null }, name)))),
      body),
    empty, left, more);
}

function apply() {
  const given = Object.fromEntries(new FormData(filters));
  for (const name of ['from', 'to']) given[name] = given[name] && new Date(given[name]).toISOString();
  const hash = `#/incidents?${query(given)}`;
  if (location.hash !== hash) location.assign(hash);
}

/** Times in addresses are UTC, also those without a Z. */
const millis = text => Date.parse(text?.endsWith('Z') ? text : `${text}Z`);
const utc = text => Number.isNaN(millis(text)) ? '' : new Date(millis(text)).toISOString();
const local = text => Number.isNaN(millis(text)) ? '' : time(millis(text)).slice(0, 16).replace(' ', 'T');

function fillIn() {
  for (const control of filters.elements) {
    if (!control.name) continue;
    const value = control.type === 'datetime-local' ? local(parameters[control.name]) : parameters[control.name] ?? '';
    if (control.name === 'detector' && value && ![...control.options].some(known => known.value === value)) {
      control.append(option(value, value));
    }
    if (control.value !== value) control.value = value;
  }
}

export function enter(place, given) {
  if (!section) {
    section = place;
    build();
  }
  parameters = given;
  wanted = PAGE;
  fillIn();
  load();
}

export function news(told) {
  const detectors = filters.elements.detector;
  for (const name of told.detectors) {
    if (![...detectors.options].some(known => known.value === name)) detectors.append(option(name, name, parameters.detector));
  }
  const open = Object.entries(told.open).map(([severity, amount]) => `${count(amount)} ${severity.toLowerCase()}`).reverse();
  const attention = told.attention ? `${count(told.attention)} of them need${told.attention === 1 ? 's' : ''} attention` : 'none of them needs attention';
  summary.textContent = `${open.length ? `Open: ${open.join(', ')}; ${attention}. ` : 'None open. '}${count(told.total)} in all.`;
  load();
}

/** One request at a time; what changes meanwhile is asked for when it is back. */
async function load() {
  if (asking) {
    again = true;
    return;
  }
  const now = { ...parameters, from: utc(parameters.from), to: utc(parameters.to) };
  asking = fetchAll(now);
  try {
    const found = await asking;
    show(found);
  } catch (failed) {
    empty.hidden = false;
    empty.textContent = failed.message;
  } finally {
    asking = null;
    if (again) {
      again = false;
      load();
    }
  }
}

async function fetchAll(now) {
  const { order, ...filter } = now;
  if (now.situation) return (await get('/api/incidents', { ...filter, limit: 500 })).incidents;
  const situations = !Object.values(filter).some(Boolean); // what is filtered is shown one by one
  const newest = order === 'newest' || filter.state === 'RESOLVED';
  const found = newest ? [] : (await get('/api/incidents', { ...filter, situations, state: 'OPEN', order: 'worst', limit: Math.min(MOST_OPEN, wanted + 1) })).incidents;
  left.hidden = found.length < MOST_OPEN;
  if (!newest && (filter.state === 'OPEN' || filter.attention)) return found;
  const open = new Set(found.map(incident => incident.id)); // one of them may just have ended
  let last;
  while (last !== null && found.length <= wanted) {
    const limit = Math.min(500, wanted + 1 - found.length);
    const { incidents } = await get('/api/incidents', { ...filter, situations, state: newest ? filter.state : 'RESOLVED', limit, before: last });
    found.push(...incidents.filter(incident => !open.has(incident.id)));
    last = incidents.length === limit ? incidents.at(-1).id : null;
  }
  return found;
}

function show(found) {
  more.hidden = found.length <= wanted || Boolean(parameters.situation);
  const visible = parameters.situation ? found : found.slice(0, wanted);
  empty.hidden = visible.length > 0;
  empty.textContent = Object.values(parameters).some(Boolean) ? 'No incident matches the filter.' : 'No incident yet. It will appear here by itself.';
  const kept = new Set(visible.map(incident => incident.id));
  for (const [id, row] of rows) {
    if (!kept.has(id)) {
      row.element.remove();
      rows.delete(id);
    }
  }
  let next = body.firstElementChild;
  for (const incident of visible) {
    const element = row(incident);
    if (element === next) next = next.nextElementSibling;
    else body.insertBefore(element, next);
  }
}

function row(incident) {
  const text = JSON.stringify(incident);
  let known = rows.get(incident.id);
  if (!known) {
    const link = el('a', { href: `#/incident/${encodeURIComponent(incident.id)}` });
    const element = el('tr', { onclick: event => { if (!event.target.closest('a') && !String(getSelection())) link.click(); } });
    known = { element, link, text: '' };
    rows.set(incident.id, known);
  }
  if (known.text !== text) {
    known.text = text;
    fill(known, incident);
  }
  return known.element;
}

function fill({ element, link }, incident) {
  link.textContent = incident.key;
  link.setAttribute('aria-label', `${incident.key}, ${incident.detector}: open the incident`);
  const open = incident.state === 'OPEN' || incident.state === 'UPDATE';
  const cells = [
    el('td', {}, badge(incident.severity, 'severity')),
    el('td', {}, badge(incident.state, 'state'), incident.verdict ? badge(incident.verdict, 'verdict') : null, incident.silenced ? badge('SILENCED', 'silenced') : null, ...care(incident)),
    el('td', { class: 'key' }, el('span', { class: 'slot' }), el('span', { class: 'dim detector' }, incident.detector)),
    el('td', { class: 'reason' }, incident.reason, together(incident.situation)),
    el('td', {}, ratio(incident.peakScore, incident.threshold)),
    el('td', {}, when(incident.openedAt), age(incident.openedAt)),
    el('td', { class: 'figure' }, `${open ? 'for ' : ''}${duration(incident.updatedAt - incident.openedAt)}`),
  ];
  const focused = document.activeElement === link;
  element.className = open ? 'open' : '';
  element.replaceChildren(...cells);
  element.querySelector('.slot').replaceWith(link);
  if (focused) link.focus({ preventScroll: true });
}

/** Leads to the incidents that began together with this one. */
const together = situation => situation && situation.id !== parameters.situation
  ? el('a', { class: 'together', href: `#/incidents?${query({ situation: situation.id })}` }, `with ${count(situation.size - 1)} other${situation.size > 2 ? 's' : ''}, ${count(situation.open)} of all open`)
  : null;

/** j and k, and the arrows, go through the list. */
export function key(event) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...body.querySelectorAll('td.key a')];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && event.key.startsWith('Arrow')) return;
  const next = links[at < 0 ? 0 : at + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
