// <form data-draft-url="…"> is kept on the server while someone types; [data-draft-status] says so.
// Nothing is kept in the browser: a form may hold person data.
import { withoutFiles } from './fields.js';

const PAUSE = 3000;

export function watchDrafts() {
  let timer;
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-draft-url]');
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), PAUSE);
  });
  document.addEventListener('submit', () => clearTimeout(timer));
}

async function keep(form) {
  const status = form.querySelector('[data-draft-status]');
  let kept = false;
  try {
    kept = (await fetch(form.dataset.draftUrl, { method: 'POST', body: withoutFiles(new FormData(form)) })).ok;
  } catch {
    kept = false; // no connection: the next key press tries again
  }
  if (status) status.textContent = kept ? keptText(status) : status.dataset.failed;
}

function keptText(status) {
  const time = new Date().toLocaleTimeString('nl-NL', { hour: 'numeric', minute: '2-digit' }).replace(':', '.');
  return status.dataset.kept.replace('{tijd}', time);
}
