import { el, age, badge, count, ratio, settled, when, word, zone } from './dom.js';
import { get, query } from './api.js';
import { keyLink } from './key.js';

const ROW = 40;
const PAGE = 200;
const STATES = ['INCIDENT', 'BLIND', 'STALE', 'WARMING_UP', 'NORMAL'];
let section, cards, search, view, sheet, summary, notice;
let parameters = {};
let pages = new Map();
let asking = new Set();
let total = 0;
let generation = 0;

function build() {
  search = el('input', { type: 'search', id: 'fleet-key', placeholder: 'part of a name', autocomplete: 'off', spellcheck: false, oninput: settled(() => go({ key: search.value })) });
  summary = el('p', { class: 'dim', role: 'status' });
  notice = el('p', { class: 'dim', hidden: true }, 'Only keys that had an incident are known: the console has found no coverage topic (--coverage-topic) and no scores (--scores-topic).');
  cards = el('div', { class: 'detectors' });
  sheet = el('div', { class: 'sheet', role: 'rowgroup' });
  view = el('div', { class: 'grid', role: 'table', tabIndex: 0, 'aria-label': 'Keys, worst first', onscroll: () => requestAnimationFrame(draw) },
    el('div', { role: 'rowgroup', class: 'grid-head' }, el('div', { role: 'row', class: 'grid-row' },
      ...['State', 'Key', 'Detector', 'Why', 'Score', 'Last window'].map(name => el('span', { role: 'columnheader', title: name === 'Last window' ? `Time in ${zone}` : null }, name)))),
    sheet);
  section.replaceChildren(
    el('div', { class: 'heading' }, el('h1', { id: 'fleet-title' }, 'Fleet'), summary),
    cards, notice,
    el('form', { class: 'filters', onsubmit: event => event.preventDefault(), 'aria-label': 'Filter keys' },
      el('div', { class: 'field' }, el('label', { htmlFor: 'fleet-key' }, 'Key'), search),
      el('button', { type: 'button', class: 'quiet', onclick: () => location.assign('#/fleet') }, 'Show all')),
    view);
  new ResizeObserver(() => draw()).observe(view);
}

const go = change => location.assign(`#/fleet?${query({ ...parameters, ...change })}`);

export function enter(place, given) {
  if (!section) {
    section = place;
    build();
  }
  parameters = given;
  if (document.activeElement !== search) search.value = given.key ?? '';
  view.scrollTop = 0;
  refresh();
}

/** What is seen is asked for anew; what is not, when it comes into sight. */
export function news() {
  refresh();
}

let due = null;

function refresh() {
  if (due) return;
  due = setTimeout(() => {
    due = null;
    generation++;
    const stale = pages;
    pages = new Map();
    asking = new Set();
    for (const [page, rows] of stale) pages.set(page, { ...rows, stale: true });
    draw(true);
  }, pages.size ? 1000 : 0);
}

function draw(force) {
  const first = Math.max(0, Math.floor(view.scrollTop / ROW) - 5);
  const last = Math.min(Math.max(total, 1), Math.ceil((view.scrollTop + view.clientHeight) / ROW) + 5);
  for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last - 1) / PAGE); page++) {
    const known = pages.get(page);
    if (!known || known.stale || (force === true && !known)) load(page);
  }
  sheet.style.height = `${total * ROW}px`;
  const seen = [];
  for (let index = first; index < Math.min(last, total); index++) {
    seen.push(row(index, pages.get(Math.floor(index / PAGE))?.rows[index % PAGE]));
  }
  sheet.replaceChildren(...seen);
  view.setAttribute('aria-rowcount', total + 1);
}

async function load(page) {
  if (asking.has(page)) return;
  asking.add(page);
  const mine = generation;
  try {
    const told = await get('/api/fleet', { ...parameters, offset: page * PAGE, limit: PAGE });
    if (mine !== generation) return;
    pages.set(page, { rows: told.rows });
    if (total !== told.total && told.total * ROW < view.scrollTop) view.scrollTop = 0;
    total = told.total;
    notice.hidden = told.scored;
    overview(told.counts, told.leavesOut);
    draw();
  } catch (failed) {
    summary.textContent = failed.message;
  } finally {
    if (mine === generation) asking.delete(page);
  }
}

function overview(counts, leavesOut) {
  const all = Object.values(counts).flatMap(states => Object.values(states)).reduce((sum, value) => sum + value, 0);
  summary.textContent = (total === all ? `${count(all)} keys` : `${count(total)} of ${count(all)} keys`)
    + (leavesOut ? '; there is no room for more, further keys are left out' : '');
  const text = JSON.stringify([counts, parameters]);
  if (cards.dataset.text === text) return;
  cards.dataset.text = text;
  const focused = document.activeElement?.dataset?.choice;
  cards.replaceChildren(...Object.entries(counts).map(([detector, states]) => {
    const keys = Object.values(states).reduce((sum, value) => sum + value, 0);
    return el('div', { class: 'card' },
      el('h2', {}, detector, ' ', el('span', { class: 'dim' }, `${count(keys)} keys`)),
      el('div', { class: 'stack', 'aria-hidden': 'true' }, ...STATES.filter(state => states[state]).map(state => {
        const part = el('span', { class: `part ${state.toLowerCase().replace('_', '-')}` });
        part.style.flexGrow = states[state];
        return part;
      })),
      el('div', { class: 'choices' }, ...STATES.filter(state => states[state]).map(state => {
        const chosen = parameters.detector === detector && parameters.health === state;
        return el('button', { type: 'button', class: 'choice', 'data-choice': `${detector}/${state}`, 'aria-pressed': String(chosen), onclick: () => chosen ? go({ detector: '', health: '' }) : go({ detector, health: state }) },
          el('span', { class: `swatch ${state.toLowerCase().replace('_', '-')}`, 'aria-hidden': 'true' }), `${word(state)} `, el('b', {}, count(states[state])));
      })));
  }));
  if (focused) cards.querySelector(`[data-choice="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** Why a key is not watched, or how far it has learned. */
function why(coverage) {
  if (!coverage || coverage.state === 'WATCHED') return coverage?.detail ?? '';
  const progress = coverage.needed ? `${count(coverage.learned)} of ${count(coverage.needed)}` : '';
  return [coverage.reason ? word(coverage.reason) : '', progress, coverage.detail ?? ''].filter(Boolean).join('; ');
}

function row(index, key) {
  const line = el('div', { role: 'row', class: 'grid-row', 'aria-rowindex': index + 2 });
  line.style.transform = `translateY(${index * ROW}px)`;
  if (!key) {
    line.append(el('span', { role: 'cell', class: 'dim' }, '…'));
    return line;
  }
  line.append(
    el('span', { role: 'cell' }, key.incident ? el('a', { href: `#/incident/${encodeURIComponent(key.incident)}` }, badge(key.health, 'health')) : badge(key.health, 'health')),
    el('span', { role: 'cell', class: 'name' }, el('a', { href: keyLink(key.detector, key.key) }, key.key)),
    el('span', { role: 'cell', class: 'dim' }, key.detector),
    el('span', { role: 'cell', class: 'dim', title: why(key.coverage) }, why(key.coverage)),
    el('span', { role: 'cell' }, ratio(key.score, key.threshold)),
    el('span', { role: 'cell' }, ...key.windowEnd ? [when(key.windowEnd), age(key.windowEnd)] : ['–']));
  return line;
}
