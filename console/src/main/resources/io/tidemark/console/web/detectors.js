import { el, age, count, duration, number, when, zone } from './dom.js';
import { get, post, query } from './api.js';

const OUTCOMES = {
  OFFERED: 'Offered', SHADOWING: 'In the shadow', PROMOTED: 'Promoted', ROLLED_BACK: 'Rolled back', REFUSED: 'Refused',
  DETECTOR_ADDED: 'Detector added', DETECTOR_CHANGED: 'Detector changed', DETECTOR_REMOVED: 'Detector removed',
};
const ACTIONS = {
  OFFER: 'offer a model', SHADOW: 'put the model into the shadow', PROMOTE: 'promote the model', ROLL_BACK: 'roll back',
  ADD_DETECTOR: 'add the detector', CHANGE_DETECTOR: 'change the detector', REMOVE_DETECTOR: 'remove the detector',
};
const COVERAGE = [['WATCHED', 'watched', 'NORMAL'], ['WARMING_UP', 'warming up', 'WARMING_UP'], ['BLIND', 'blind', 'BLIND']];
const WAIT = 60_000;
const GIVE_UP = 86_400_000;
const PAUSE = 2000;
let section, cards, summary, dialog;
let shownText = null;
let due = null;
let visible = false;
const chosen = new Map();

function build() {
  summary = el('p', { class: 'dim' });
  cards = el('div', { id: 'detector-cards' });
  dialog = el('dialog', { id: 'confirm', 'aria-labelledby': 'confirm-title' });
  section.replaceChildren(el('div', { class: 'heading' }, el('h1', { id: 'detectors-title' }, 'Detectors'), summary), cards, dialog);
}

export function enter(place) {
  if (!section) {
    section = place;
    build();
  }
  visible = true;
  load();
}

export function leave() {
  visible = false;
  dialog.close();
}

/** At most once in two seconds. */
export function news() {
  due ??= setTimeout(() => {
    due = null;
    if (visible) load();
  }, PAUSE);
}

async function load() {
  try {
    const told = await get('/api/detectors', { zone });
    const text = JSON.stringify(told);
    const selected = getSelection();
    const copying = !selected.isCollapsed && cards.contains(selected.anchorNode);
    if (text === shownText || copying) return;
    shownText = text;
    show(told);
  } catch (failed) {
    summary.textContent = failed.message;
  }
}

function show(told) {
  summary.textContent = told.control ? ''
    : told.job ? 'The job takes no commands: its configuration has no control. Its models change with a restart.'
    : 'Definitions and models are not known: the console was started without --config, the configuration of the job.';
  const focused = document.activeElement?.id;
  const open = new Set([...cards.querySelectorAll('details[open]')].map(one => one.id));
  cards.replaceChildren(...told.detectors.map((detector, index) => card(detector, told, index)));
  if (!told.detectors.length) cards.append(el('p', { class: 'empty' }, 'No detector is known yet.'));
  for (const one of cards.querySelectorAll('details')) one.open = open.has(one.id);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

const card = (detector, told, index) => el('article', { class: 'card detector-card', 'aria-labelledby': `detector-${index}` },
  el('h2', { id: `detector-${index}` }, detector.name),
  el('div', { class: 'parts' },
    el('section', {}, el('h3', {}, 'Keys'), ...keys(detector)),
    el('section', {}, el('h3', {}, 'Incidents a day'), ...incidents(detector, told.days)),
    told.job ? el('section', {}, el('h3', {}, 'Model'), ...model(detector, told.control, index)) : null,
    detector.preview ? el('section', {}, el('h3', {}, 'Other sensitivities'), ...preview(detector, index)) : null),
  definition(detector, told.job, index));

function keys({ name, coverage }) {
  const known = COVERAGE.filter(([state]) => coverage[state]);
  if (!known.length) return [el('p', { class: 'dim' }, 'The job has said of no key whether it is watched.')];
  return [el('ul', { class: 'plain' }, ...known.map(([state, words, health]) => el('li', {},
    el('span', { class: `swatch ${health.toLowerCase().replace('_', '-')}`, 'aria-hidden': 'true' }),
    state === 'WATCHED' ? `${count(coverage[state])} ${words}`
      : el('a', { href: `#/fleet?${query({ detector: name, health })}` }, `${count(coverage[state])} ${words}`))))];
}

const day = millis => new Date(millis).toLocaleDateString('en', { weekday: 'short' });

function incidents({ name, opened }, days) {
  const figures = days.map((_, index) => opened[index] ?? 0);
  const all = figures.reduce((sum, value) => sum + value, 0);
  const most = Math.max(1, ...figures);
  return [
    el('ol', { class: 'days', 'aria-label': 'Incidents that opened, by day' }, ...figures.map((value, index) => {
      const bar = el('span', { class: 'day-bar', 'aria-hidden': 'true' });
      bar.style.height = `${Math.round(40 * value / most)}px`;
      return el('li', {}, bar, el('b', {}, count(value)), el('span', { class: 'dim' }, day(days[index])));
    })),
    el('p', {}, `${number(all / days.length)} a day in the last ${days.length} days, today included. `,
      el('a', { href: `#/incidents?${query({ detector: name, from: new Date(days[0]).toISOString() })}` }, count(all), ' in all')),
  ];
}

/** Version and the beginning of the digest; the whole of it on hover. */
const named = model => model
  ? el('span', {}, `version ${model.version ?? 'not known'} `, el('code', { title: `SHA-256 ${model.digest}` }, model.digest.slice(0, 12)))
  : el('span', {}, 'the one that the definition names');

function model(detector, control, index) {
  const { answers, asked, candidate, readiness, rollsBack, since } = detector;
  return [
    el('p', {}, 'In force: ', detector.model ? named(detector.model) : 'none, or its file cannot be read here',
      ...since ? [', since ', when(since), ' ', age(since)] : [el('span', { class: 'dim' }, ', as the definition names it; no command has changed it')]),
    readiness ? el('p', { class: 'dim' }, `${count(readiness.ready)} of ${count(readiness.keys)} keys were calibrated for it when it was promoted; the model before judges the others until they are.`) : null,
    candidate ? el('p', {}, 'Offered: ', named(candidate), ...detector.shadowSince ? [', in the shadow since ', when(detector.shadowSince), ' ', age(detector.shadowSince)] : [', not in the shadow']) : null,
    candidate ? comparison(detector) : null,
    control && (candidate || rollsBack) ? el('div', { class: 'buttons acting', role: 'group', 'aria-label': `Model of ${detector.name}` },
      candidate ? el('button', { type: 'button', id: `promote-${index}`, onclick: () => confirm(detector, 'promote') }, 'Promote …') : null,
      rollsBack ? el('button', { type: 'button', id: `roll-back-${index}`, onclick: () => confirm(detector, 'roll-back') }, 'Roll back …') : null) : null,
    waiting(asked),
    answers.length ? el('details', { id: `answers-${index}` },
      el('summary', {}, `What the job answered (${count(answers.length)})`),
      el('ul', { class: 'plain' }, ...answers.map(answer => el('li', {},
        when(answer.time), ' ', el('strong', {}, OUTCOMES[answer.outcome] ?? answer.outcome), answer.model ? [' ', named(answer.model)] : '',
        answer.author ? ` by ${answer.author}` : '', answer.reason ? `: ${answer.reason}` : '')))) : null,
  ].flat().filter(Boolean);
}

/** The job answers at its next checkpoint. */
function waiting(asked) {
  const past = asked ? Date.now() - asked.time : Infinity;
  if (past > GIVE_UP) return null;
  return el('p', { role: 'status' }, `Asked to ${ACTIONS[asked.action]}${asked.author ? ` by ${asked.author}` : ''}, `, when(asked.time), ' ', age(asked.time),
    past < WAIT ? '. The job answers at its next checkpoint.' : '. The job has not answered; does it run?');
}

function comparison({ shadow }) {
  if (!shadow) return el('p', { class: 'dim' }, 'The job has not compared it yet.');
  const share = part => `${count(part)} (${shadow.windows ? number(Number((100 * part / shadow.windows).toPrecision(2))) : '–'} %)`;
  return el('dl', { class: 'compared' },
    ...[
      ['Windows that both judged', count(shadow.windows)],
      ['Anomalous by both', share(shadow.both)],
      ['Only by the model in force', share(shadow.onlyServing)],
      ['Only by the offered one', share(shadow.onlyCandidate)],
      ['Correlation of their scores', number(shadow.correlation)],
      ['Cost of a window', `${number(shadow.candidateMicros)} µs, now ${number(shadow.servingMicros)} µs`],
    ].map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

/** Promoting and rolling back change who is woken, so they are asked for twice. */
function confirm(detector, action) {
  const promotes = action === 'promote';
  const result = el('p', { class: 'dim', role: 'status' });
  const go = el('button', { type: 'button', class: 'primary', id: 'confirmed' }, promotes ? 'Promote' : 'Roll back');
  go.addEventListener('click', async () => {
    go.disabled = true;
    result.textContent = 'Sending …';
    try {
      await post(`/api/detectors/${encodeURIComponent(detector.name)}/${action}`, promotes ? { digest: detector.candidate.digest } : {});
      dialog.close();
      load();
    } catch (failed) {
      result.textContent = failed.message;
      go.disabled = false;
    }
  });
  dialog.replaceChildren(
    el('h2', { id: 'confirm-title' }, promotes ? `Promote the model of ${detector.name}?` : `Roll back the model of ${detector.name}?`),
    el('p', {}, 'From the next checkpoint on ', promotes ? named(detector.candidate) : named(detector.previous), promotes ? ' decides what is an incident, in place of ' : ' decides again, in place of ', named(detector.model), '.'),
    promotes ? comparison(detector) : null,
    promotes ? el('p', { class: 'dim' }, 'Keys that are not calibrated for it are judged by the model in force until they are. It can be rolled back.') : null,
    result,
    el('div', { class: 'buttons' }, el('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Cancel'), go));
  dialog.showModal();
}

/** 1.2 a day; of a short time the figure alone. */
function rate({ atLeast, atMost }, observed) {
  const days = observed / 86_400_000;
  const shown = value => days < 1 / 24 ? count(value) : number(Number((value / days).toPrecision(2)));
  const text = atLeast === atMost ? shown(atLeast) : `${shown(atLeast)} to ${shown(atMost)}`;
  return days < 1 / 24 ? text : `${text} a day`;
}

function preview({ name, preview: { choices, from, to, observedMillis, threshold } }, index) {
  const line = el('code', {});
  const choose = choice => {
    chosen.set(name, choice.sensitivity);
    line.textContent = `threshold: {sensitivity: ${choice.sensitivity}}`;
  };
  const now = choices.find(choice => choice.sensitivity === chosen.get(name))
    ?? choices.find(choice => choice.evidence === threshold) ?? choices[1];
  choose(now);
  return [
    el('p', { class: 'dim' }, 'How often the evidence of a key rose to the threshold of each, from ', when(from), ' to ', when(to), `, ${duration(observedMillis)} of scores.`),
    el('fieldset', { class: 'sensitivities' }, el('legend', { class: 'unseen' }, 'Sensitivity'), ...choices.map(choice => {
      const id = `sensitivity-${index}-${choice.sensitivity}`;
      return el('div', {},
        el('input', { type: 'radio', id, name: `sensitivity-${index}`, checked: choice === now, onchange: () => choose(choice) }),
        el('label', { htmlFor: id }, el('b', {}, choice.sensitivity), ` (${number(choice.evidence)}): ${rate(choice, observedMillis)}`, choice.evidence === threshold ? ', as now' : ''));
    })),
    el('div', { class: 'command' }, line),
    el('p', { class: 'dim' }, `This replaces threshold and alerts.perDay in the definition. The lowest threshold now is ${number(threshold)}. Evidence is not gathered while an incident is open, so a higher threshold has a range. What reopens an incident, and what feedback changes, is left out.`),
  ];
}

function definition({ definition: known }, job, index) {
  if (!known) return job ? el('p', { class: 'dim' }, 'The job’s configuration does not define it.') : null;
  const by = known.at
    ? ['By a command that the job took ', when(known.at), ' ', age(known.at), known.author ? ` from ${known.author}` : '', '. A file in the configuration counts again once it is changed.']
    : [`From the file ${known.file}, as it was when the console started.`];
  return el('details', { id: `definition-${index}` },
    el('summary', {}, 'Definition'),
    el('p', { class: 'dim' }, ...by),
    known.yaml ? el('pre', { class: 'code', tabIndex: 0, 'aria-label': 'Definition, YAML' }, known.yaml) : el('p', {}, 'The command is no longer known.'));
}
