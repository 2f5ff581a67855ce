// A list that looks again by itself, each minute and only while somebody can see it.
//   <div data-look-again="MARK" data-every="60">: the mark of what is shown; the server says 304 when that is the same
//   <section data-again id="...">: a part that is shown anew, never one in which somebody types, chooses or stands
//   <span role="status" data-again-count id="...">: the count; its new text is all that a screen reader says
export function lookAgain() {
  const page = document.querySelector('[data-look-again]');
  if (page) wait(page, page.dataset.lookAgain);
}

function wait(page, mark) {
  setTimeout(() => ask(page, mark).catch(() => wait(page, mark)), Number(page.dataset.every) * 1000);
}

async function ask(page, mark) {
  if (document.hidden) return wait(page, mark);
  const response = await fetch(location.href, { headers: { 'If-None-Match': `"${mark}"` }, cache: 'no-store' });
  if (response.status !== 200) return wait(page, mark);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const now = fresh.querySelector('[data-look-again]');
  if (!now) return; // logged out meanwhile: what stands here stays
  const left = [...document.querySelectorAll('[data-again][id]')].filter((part) => !renew(part, fresh));
  for (const count of document.querySelectorAll('[data-again-count][id]')) tell(count, fresh);
  wait(page, left.length ? mark : now.dataset.lookAgain); // what was in use is tried again
}

function renew(part, fresh) {
  const other = fresh.getElementById(part.id);
  if (!other || other.innerHTML === part.innerHTML) return true;
  if (inUse(part)) return false;
  part.replaceWith(other);
  return true;
}

function inUse(part) {
  if (part.contains(document.activeElement)) return true;
  return [...part.querySelectorAll('input, select, textarea')].some(changed);
}

function changed(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return field.value !== field.defaultValue;
}

function tell(count, fresh) {
  const text = fresh.getElementById(count.id)?.textContent;
  if (text !== undefined && text !== count.textContent) count.textContent = text;
}
