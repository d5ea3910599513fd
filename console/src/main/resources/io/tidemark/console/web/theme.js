import { byId } from './dom.js';

const themes = ['auto', 'light', 'dark'];
const signs = { auto: '◐', light: '☀', dark: '☾' };
const told = { auto: 'as the system', light: 'light', dark: 'dark' };

function stored() {
  try {
    const theme = localStorage.getItem('theme');
    return themes.includes(theme) ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

function show(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const button = byId('theme');
  button.setAttribute('aria-label', `Theme: ${told[theme]}`);
  button.title = `Theme: ${told[theme]}`;
  button.firstElementChild.textContent = signs[theme];
  document.dispatchEvent(new CustomEvent('theme'));
}

export function theme() {
  let now = stored();
  show(now);
  byId('theme').addEventListener('click', () => {
    now = themes[(themes.indexOf(now) + 1) % themes.length];
    try {
      localStorage.setItem('theme', now);
    } catch {
      // A browser that keeps nothing still changes its colours.
    }
    show(now);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(now));
}

/** A colour of the style sheet as it is now, for drawing. */
export function colour(name) {
  const probe = document.createElement('span');
  probe.className = `probe-${name}`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
