import { withoutFiles } from './fields.js';

// Redraw a part of the page by the server, without leaving it.
//   <button type="submit" name="_rij_erbij" value="acties" data-part="#formulier">   add or remove a row
//   <input data-refresh>   in a form with data-refresh-name and id: ask for the form again when it changes
// The server answers the same post as always with a whole page; we take the part from it.
export function refreshParts() {
  document.addEventListener('submit', async (event) => {
    const selector = event.submitter?.dataset.part;
    if (!selector || event.target.dataset.plain) return;
    event.preventDefault();
    await redraw(event.target, selector, event.submitter);
  });
  document.addEventListener('change', async (event) => {
    const form = event.target.closest('form[data-refresh-name]');
    if (form && event.target.closest('[data-refresh]')) await redraw(form, `#${form.id}`, null);
  });
}

async function redraw(form, selector, submitter) {
  const body = withoutFiles(new FormData(form, submitter));
  if (!submitter) body.append(form.dataset.refreshName, '1');
  const response = await fetch(submitter?.formAction || form.action, { method: 'POST', body });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector(selector);
  if (!fresh) return leave(form, submitter);
  const old = document.querySelector(selector);
  const focus = old.contains(document.activeElement) ? remember(document.activeElement) : {};
  keepFiles(old, fresh);
  old.replaceWith(fresh);
  refocus(fresh, focus);
}

// A page cannot say which file was chosen: so chosen files stay here, in their own inputs.
function keepFiles(old, fresh) {
  for (const input of old.querySelectorAll('input[type=file]')) {
    const twin = fresh.querySelector(`input[type=file][name="${CSS.escape(input.name)}"]`);
    if (input.files.length && twin) twin.replaceWith(input);
  }
}

// Nothing to take over (a login page, an error): send the form in the ordinary way.
function leave(form, submitter) {
  if (!submitter) return;
  form.dataset.plain = 'true';
  form.requestSubmit(submitter);
}

function remember(element) {
  return { id: element?.id, name: element?.name, value: element?.value };
}

function refocus(part, { id, name, value }) {
  const named = name ? [...part.querySelectorAll(`[name="${CSS.escape(name)}"]`)] : [];
  const target =
    part.querySelector('[data-focus]') ||
    (id && part.querySelector(`#${CSS.escape(id)}`)) ||
    named.find((element) => element.value === value) ||
    named[0];
  target?.focus();
}
