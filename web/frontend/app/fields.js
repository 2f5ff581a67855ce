// What stands in a form, and how it survives a redraw.

// Files go with the form itself when it is sent, never with what we ask of the server on the way.
export function withoutFiles(body) {
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name);
  }
  return body;
}

const answers = (form) => [...form.elements].filter((field) => field.id && field.matches('input, select, textarea'));
const stateOf = (field) => (field.matches('[type=checkbox], [type=radio]') ? field.checked : field.value);

// A function that tells which fields were filled in differently after this moment.
export function changedSince(form) {
  const before = new Map(answers(form).map((field) => [field.id, stateOf(field)]));
  return () => answers(form).filter((field) => before.get(field.id) !== stateOf(field));
}

// Someone goes on typing while the server draws: what changed meanwhile is put back.
export function keepAnswers(changed, fresh) {
  for (const field of changed) {
    const twin = field.type !== 'file' && fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (!twin) continue;
    if (typeof stateOf(field) === 'boolean') twin.checked = field.checked;
    else twin.value = field.value;
  }
}

// A page cannot say which file was chosen: so chosen files stay here, in their own inputs.
export function keepFiles(old, fresh) {
  for (const input of old.querySelectorAll('input[type=file]')) {
    const twin = fresh.querySelector(`input[type=file][name="${CSS.escape(input.name)}"]`);
    if (input.files.length && twin) twin.replaceWith(input);
  }
}
