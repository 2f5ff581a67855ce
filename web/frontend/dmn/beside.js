// What stands beside the editor: the findings of the check for this file, and gaps, overlaps and rules as the server
// sees them after each time that the file is kept.
export function redrawAfterSaving(place) {
  return { onSaved: () => redraw().catch((error) => console.error(error)), onFindings: (all) => showFindings(place, all) };
}

async function redraw() {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-redraw][id]')) {
    const fresh = page.getElementById(part.id);
    if (fresh && !part.contains(document.activeElement)) part.replaceWith(fresh);
  }
}

function showFindings(place, all) {
  const list = place.querySelector('[data-findings-list]');
  const own = all.filter(({ file }) => file === list.dataset.path);
  list.replaceChildren(...own.map((finding) => line(finding, list.dataset)));
  if (own.length) return;
  const none = document.createElement('li');
  none.textContent = list.dataset.none;
  list.append(none);
}

function line({ severity, message, hint, element }, words) {
  const made = document.createElement('li');
  const badge = document.createElement('span');
  badge.className = `utrecht-status-badge zs-status ${severity === 'error' ? 'utrecht-status-badge--danger' : severity === 'warning' ? 'utrecht-status-badge--warning' : 'zs-status--stil'}`;
  badge.textContent = words[severity];
  const text = document.createElement('b');
  text.textContent = ` ${message}`;
  const more = document.createElement('span');
  more.className = 'zs-meta zs-blok';
  more.textContent = [element && `${words.part} ${element}.`, hint].filter(Boolean).join(' ');
  made.append(badge, text, more);
  return made;
}
