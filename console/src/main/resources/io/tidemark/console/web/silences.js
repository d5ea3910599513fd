import { el, time, word } from './dom.js';
import { get, post } from './api.js';

let section, list, status;
const fields = {};

function field(name, label, control) {
  fields[name] = control;
  return el('div', { class: 'field' }, el('label', { htmlFor: control.id }, label), control);
}

const choice = (id, options) => el('select', { id }, ...options.map(([value, text]) => el('option', { value }, text)));

function build() {
  status = el('p', { class: 'dim', role: 'status' });
  list = el('tbody');
  section.replaceChildren(
    el('div', { class: 'heading' }, el('h1', { id: 'silences-title' }, 'Silences'), status),
    el('form', { class: 'filters', 'aria-label': 'Begin a silence', onsubmit: begin },
      field('keys', 'Keys (* for any)', el('input', { id: 'silence-keys', placeholder: 'pump-*', autocomplete: 'off', spellcheck: false })),
      field('detector', 'Detector', el('input', { id: 'silence-detector', placeholder: 'all', autocomplete: 'off', spellcheck: false })),
      field('tag', 'Tag', el('input', { id: 'silence-tag', placeholder: 'site=hall-2', autocomplete: 'off', spellcheck: false })),
      field('below', 'Severities', choice('silence-below', [['', 'all'], ['CRITICAL', 'below Critical'], ['HIGH', 'below High'], ['MEDIUM', 'below Medium']])),
      field('minutes', 'For', choice('silence-minutes', [['60', '1 hour'], ['240', '4 hours'], ['480', '8 hours'], ['1440', '1 day'], ['10080', '1 week'], ['30', '30 minutes']])),
      field('kind', 'Messages', choice('silence-kind', [['LATER', 'deliver afterwards, in one summary'], ['NEVER', 'do not deliver']])),
      field('comment', 'Why', el('input', { id: 'silence-comment', maxLength: 2000, autocomplete: 'off' })),
      el('button', { type: 'submit' }, 'Silence')),
    el('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Silences' }, el('table', {},
      el('thead', {}, el('tr', {}, ...['State', 'Concerns', 'Messages', 'Until (UTC)', 'Begun by', 'Ended by', 'Why', ''].map(name => el('th', { scope: 'col' }, name)))),
      list)));
}

export function enter(place) {
  if (!section) {
    section = place;
    build();
  }
  load();
}

export const news = () => load();

async function begin(event) {
  event.preventDefault();
  const [name, value] = fields.tag.value.split('=', 2).map(part => part.trim());
  try {
    await post('/api/silences', {
      keys: fields.keys.value,
      detector: fields.detector.value,
      tags: fields.tag.value.trim() ? { [name]: value ?? '' } : {},
      below: fields.below.value,
      kind: fields.kind.value,
      minutes: Number(fields.minutes.value),
      comment: fields.comment.value,
    });
    for (const name of ['keys', 'detector', 'tag', 'comment']) fields[name].value = '';
    status.textContent = '';
    load();
  } catch (failed) {
    status.textContent = failed.message;
  }
}

async function end(id) {
  try {
    await post(`/api/silences/${encodeURIComponent(id)}/end`, {});
    load();
  } catch (failed) {
    status.textContent = failed.message;
  }
}

let shownText = null;

async function load() {
  try {
    const { silences } = await get('/api/silences');
    const text = JSON.stringify(silences);
    if (text === shownText) return;
    shownText = text;
    list.replaceChildren(...silences.map(row));
    if (!silences.length) list.append(el('tr', {}, el('td', { colSpan: 8, class: 'dim' }, 'There are none.')));
  } catch (failed) {
    status.textContent = failed.message;
  }
}

function concerns(silence) {
  return [
    silence.keys === '*' ? 'all keys' : silence.keys,
    silence.detector ? `of ${silence.detector}` : '',
    ...Object.entries(silence.tags).map(([name, value]) => `${name}=${value}`),
    silence.below ? `below ${word(silence.below)}` : '',
  ].filter(Boolean).join(', ');
}

const by = (who, when) => when ? `${who ?? 'not known'}, ${time(when)}` : '';

function row(silence) {
  const state = silence.active ? 'Active' : silence.endedAt || silence.until < Date.now() ? 'Over' : 'To come';
  return el('tr', {},
    ...[state, concerns(silence), silence.kind === 'NEVER' ? 'Not delivered' : 'Delivered afterwards', time(silence.until),
      by(silence.createdBy, silence.createdAt), by(silence.endedBy, silence.endedAt), silence.comment ?? ''].map(text => el('td', {}, text)),
    el('td', {}, silence.active ? el('button', { type: 'button', class: 'quiet', onclick: () => end(silence.id) }, 'End') : null));
}
