import { el, age, badge, byId, when } from './dom.js';
import { post } from './api.js';

/** For lists: who takes care of an incident. */
export const care = ({ standing }) => [
  standing.status === 'NONE' ? null : badge(standing.status, 'standing'),
  standing.assignee ? el('span', { class: 'dim assignee' }, standing.assignee) : null,
];

const said = {
  ACKNOWLEDGE: () => 'acknowledged it', COMMENT: () => 'commented', CLOSE: () => 'closed it', REOPEN: () => 'reopened it',
  ASSIGN: ({ assignee }) => assignee ? `assigned it to ${assignee}` : 'took the assignment away',
};

const entry = action => el('li', {},
  when(action.time), ' ', age(action.time), ' ', el('strong', {}, action.author ?? 'Someone'), ` ${said[action.action](action)}`,
  action.comment ? el('p', {}, action.comment) : null);

function status({ standing }) {
  const done = { ACKNOWLEDGED: 'Acknowledged', CLOSED: 'Closed' }[standing.status];
  return [
    ...done ? [`${done}${standing.by ? ` by ${standing.by}` : ''}, `, when(standing.since ?? 0), '.'] : ['Nobody has acknowledged it.'],
    standing.assignee ? ` Assigned to ${standing.assignee}.` : '',
  ];
}

/** Shows what others do also while someone writes here. */
export function refresh({ incident, actions }) {
  const list = byId('timeline');
  const text = JSON.stringify([incident.standing, actions]);
  if (!list || list.dataset.shown === text) return;
  list.dataset.shown = text;
  list.replaceChildren(...actions.map(entry));
  byId('standing').replaceChildren(...status(incident));
}

/** What people did about an incident, and what one can do about it. */
export function actionCard({ incident, actions }, reload) {
  const { status: now, assignee } = incident.standing;
  const over = incident.state === 'RESOLVED' || incident.state === 'NEW_NORMAL';
  const comment = el('textarea', { class: 'acting', id: 'action-comment', rows: 2, maxLength: 2000, defaultValue: '' });
  const whom = el('input', { id: 'assignee', maxLength: 200, autocomplete: 'off', spellcheck: false, defaultValue: assignee ?? '' });
  const result = el('p', { class: 'dim', role: 'status', id: 'action-result' });
  const act = async (action, more = {}) => {
    result.textContent = 'Sending …';
    try {
      await post(`/api/incidents/${encodeURIComponent(incident.id)}/actions`, { action, comment: comment.value, ...more });
      comment.value = '';
      whom.defaultValue = whom.value;
      if (document.activeElement === comment || document.activeElement === whom) document.activeElement.blur();
      result.textContent = '';
      reload();
    } catch (failed) {
      result.textContent = failed.message;
    }
  };
  const button = (id, text, action) => el('button', { type: 'button', id, onclick: () => act(action) }, text);
  return el('div', { class: 'card' },
    el('h2', {}, 'Who takes care of it?'),
    el('p', { id: 'standing' }, ...status(incident)),
    el('ol', { id: 'timeline', class: 'timeline', 'aria-label': 'What people did' }, ...actions.map(entry)),
    el('label', { class: 'acting', htmlFor: 'action-comment' }, 'Comment (goes with what you press)'), comment,
    el('div', { class: 'buttons acting', role: 'group', 'aria-label': 'Actions' },
      now === 'CLOSED' || over ? null
        : now === 'ACKNOWLEDGED' ? button('acknowledge', 'Undo acknowledgement', 'REOPEN') : button('acknowledge', 'Acknowledge', 'ACKNOWLEDGE'),
      button('comment-on', 'Add comment', 'COMMENT'),
      now === 'CLOSED' ? button('close', 'Reopen', 'REOPEN') : button('close', 'Close incident', 'CLOSE')),
    el('form', { class: 'buttons acting', onsubmit: event => { event.preventDefault(); act('ASSIGN', { assignee: whom.value }); } },
      el('div', { class: 'field' }, el('label', { htmlFor: 'assignee' }, 'Assigned to'), whom),
      el('button', { type: 'submit', id: 'assign' }, 'Assign')),
    result);
}

/** a acknowledges, c goes to the comment. */
export function key(event) {
  if (event.key === 'a') {
    const button = byId('acknowledge');
    if (button?.textContent === 'Acknowledge') button.click();
  } else if (event.key === 'c') {
    event.preventDefault();
    byId('action-comment')?.focus();
  }
}
