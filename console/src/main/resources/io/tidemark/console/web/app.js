import { byId, count } from './dom.js';
import { get, listen, post } from './api.js';
import { theme } from './theme.js';
import * as incidents from './incidents.js';
import * as story from './story.js';
import * as fleet from './fleet.js';
import * as detectors from './detectors.js';
import * as silences from './silences.js';
import * as key from './key.js';

const views = { incidents, story, fleet, detectors, silences, key };
let shown = null;

/** #/incidents?severity=HIGH, #/incident/ID, #/fleet?health=STALE, #/key/DETECTOR/KEY?hours=6, #/detectors, #/silences */
function route() {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [first, id, name] = path.split('/');
  const parameters = Object.fromEntries(new URLSearchParams(search));
  if (first === 'incident' && id) show('story', { id: decodeURIComponent(id) });
  else if (first === 'key' && id && name) show('key', { ...parameters, detector: decodeURIComponent(id), key: decodeURIComponent(name) });
  else if (first === 'fleet') show('fleet', parameters);
  else if (first === 'detectors') show('detectors', parameters);
  else if (first === 'silences') show('silences', parameters);
  else show('incidents', parameters);
}

function show(name, parameters) {
  const changed = shown !== name;
  if (changed && shown) views[shown].leave?.();
  shown = name;
  for (const view of Object.keys(views)) byId(view).hidden = view !== name;
  for (const link of document.querySelectorAll('nav a')) {
    const here = link.dataset.view === ({ story: 'incidents', key: 'fleet' }[name] ?? name);
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  views[name].enter(byId(name), parameters);
  if (changed) scrollTo(0, 0);
}

let announced = null;

function news(told) {
  const open = Object.values(told.open).reduce((sum, value) => sum + value, 0);
  const { attention } = told;
  const badge = byId('attention-count');
  const says = `${count(attention)} need${attention === 1 ? 's' : ''} attention, ${count(open)} open`;
  badge.hidden = attention === 0;
  badge.textContent = count(attention);
  badge.title = says;
  badge.setAttribute('aria-label', says);
  document.title = attention ? `(${count(attention)}) Tidemark` : 'Tidemark';
  if (announced !== null && attention > announced) byId('announce').textContent = `Incidents: ${says}`;
  announced = attention;
  const trouble = byId('trouble');
  const failure = told.failure
    ? `New alerts cannot be kept: ${told.failure}`
    : told.trouble ? `What is shown may be old: ${told.trouble}`
    : told.unreadable ? `${count(told.unreadable)} records on Kafka could not be read or kept; the newest are shown without them` : '';
  trouble.hidden = !failure;
  if (trouble.textContent !== failure) trouble.textContent = failure;
  waiting = Boolean(told.trouble);
  light();
  views[shown].news?.(told);
}

let connected = false;
let waiting = false;

function line(up) {
  connected = up;
  light();
}

function light() {
  const live = byId('live');
  live.classList.toggle('up', connected && !waiting);
  live.lastElementChild.textContent = !connected ? 'Reconnecting' : waiting ? 'Waiting' : 'Live';
}

document.addEventListener('keydown', event => {
  if (event.target.matches('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && (shown === 'story' || shown === 'key')) history.length > 1 ? history.back() : location.assign(shown === 'key' ? '#/fleet' : '#/incidents');
  else if (event.key === '/') {
    const search = byId(shown).querySelector('input[type=search]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else views[shown].key?.(event);
});

/** Where people sign in with a token; elsewhere there is no session to end. Who may only look sees no controls. */
async function offerSignOut() {
  const button = byId('sign-out');
  const { signedIn, operator } = await get('/api/session');
  document.documentElement.classList.toggle('reader', !operator);
  button.hidden = !signedIn;
  button.addEventListener('click', async () => {
    try {
      await post('/logout', {});
      location.assign('/login');
    } catch (failed) {
      byId('announce').textContent = failed.message;
    }
  });
}

theme();
offerSignOut().catch(() => {});
addEventListener('hashchange', route);
route();
listen(news, line);
