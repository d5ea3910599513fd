async function answer(response) {
  if (response.status === 401) {
    location.assign('/login');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.title ?? `The console answered ${response.status}`);
  return body;
}

/** Leaves out what is not asked for. */
export function query(parameters) {
  const filled = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return new URLSearchParams(filled).toString();
}

export const get = async (path, parameters = {}, signal) =>
  answer(await fetch(`${path}?${query(parameters)}`, { signal, headers: { Accept: 'application/json' } }));

export const post = async (path, body) =>
  answer(await fetch(path, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-Tidemark': '1' },
    body: JSON.stringify(body),
  }));

/** Calls back with news whenever there are any, and with whether the line is up. */
export function listen(news, line) {
  const source = new EventSource('/api/live');
  source.addEventListener('open', () => line(true));
  source.addEventListener('error', () => {
    line(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listenAgain(news, line), 2000);
  });
  source.addEventListener('news', event => {
    const told = JSON.parse(event.data);
    if (told.open) news(told);
  });
}

/** The browser gives up on an answer that is no stream, such as 401. Asking first leads to where one signs in. */
async function listenAgain(news, line) {
  await get('/api/news').catch(() => {});
  listen(news, line);
}
