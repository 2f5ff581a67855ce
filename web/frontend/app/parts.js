// Redraw a part of the page by the server, without leaving it.
//   <button type="submit" name="_rij" value="add:acties" data-part="#formulier">   add or remove a row
//   <div data-refresh> in a form with data-refresh-name and id: ask for the form again when it changes
// The server answers the same post as always with a whole page; we take the part from it.
import { changedSince, keepAnswers, keepFiles, withoutFiles } from './fields.js';

let queue = Promise.resolve(); // one after the other: each starts from what the one before it left

export function refreshParts() {
  document.documentElement.classList.add('zs-script');
  document.addEventListener('submit', (event) => {
    const selector = event.submitter?.dataset.part;
    if (!selector || event.target.dataset.plain) return;
    event.preventDefault();
    const { name, value } = event.submitter;
    enqueue(selector, (form) => form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`));
  });
  document.addEventListener('change', (event) => {
    const form = event.target.closest('form[data-refresh-name]');
    if (form && event.target.closest('[data-refresh]')) enqueue(`#${form.id}`, () => null);
  });
}

function enqueue(selector, findSubmitter) {
  queue = queue.then(() => redraw(selector, findSubmitter)).catch((error) => console.error(error));
}

async function redraw(selector, findSubmitter) {
  const old = document.querySelector(selector);
  const form = old.closest('form') || old.querySelector('form');
  const submitter = findSubmitter(form);
  const sent = changedSince(form);
  const body = withoutFiles(new FormData(form, submitter));
  if (!submitter) body.append(form.dataset.refreshName, '1');
  const address = submitter?.hasAttribute('formaction') ? submitter.formAction : form.action;
  const response = await fetch(address, { method: 'POST', body });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector(selector);
  if (!fresh) return leave(form, submitter);
  const focus = old.contains(document.activeElement) ? remember(document.activeElement) : {};
  keepAnswers(sent(), fresh);
  keepFiles(old, fresh);
  old.replaceWith(fresh);
  refocus(fresh, focus);
}

// Nothing to take over (a login page, an error): send the form in the ordinary way.
function leave(form, submitter) {
  if (!submitter) return;
  form.dataset.plain = 'true';
  form.requestSubmit(submitter);
}

function remember(element) {
  return { id: element.id, name: element.name, value: element.value, caret: caretOf(element) };
}

// not every kind of input has one
function caretOf(element) {
  return element.type === 'text' || element.type === 'textarea' ? element.selectionEnd : null;
}

function refocus(part, { id, name, value, caret = null }) {
  const named = name ? [...part.querySelectorAll(`[name="${CSS.escape(name)}"]`)] : [];
  const target =
    part.querySelector('[data-focus]') ||
    (id && part.querySelector(`#${CSS.escape(id)}`)) ||
    named.find((element) => element.value === value) ||
    named[0];
  target?.focus();
  if (caret !== null && target?.id === id) target.setSelectionRange(caret, caret);
}
