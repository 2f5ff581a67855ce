// The views of a file: one button for each decision, and one for the drawing of how they hang together.
const KINDS = { drd: 'Samenhang', decisionTable: 'Tabel', literalExpression: 'Expressie', boxedExpression: 'Kennismodel' };

export async function showViews(editor, place) {
  const list = place.querySelector('[data-views]');
  const draw = () => drawButtons(editor, list);
  editor.on('views.changed', draw);
  const views = editor.getViews();
  const wanted = place.dataset.element;
  const first =
    views.find(({ element }) => wanted && holds(element, wanted)) ??
    views.find(({ type }) => type === 'decisionTable') ??
    views.find(({ type }) => type !== 'drd') ??
    views[0];
  if (!first) throw new Error('er staat geen beslissing in');
  const { warnings = [] } = await editor.open(first);
  if (warnings.length) console.warn(warnings);
  draw();
}

// Whether an id is that of this element or of something below it.
function holds(element, id) {
  if (element.id === id) return true;
  return Object.values(element)
    .flat()
    .some((part) => part?.$parent === element && part.$type && holds(part, id));
}

function drawButtons(editor, list) {
  const active = editor.getActiveView();
  list.replaceChildren(...editor.getViews().map((view) => button(editor, view, view === active)));
  list.hidden = list.children.length < 2;
}

function button(editor, view, current) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'utrecht-button utrecht-button--secondary-action';
  made.setAttribute('aria-pressed', String(current));
  made.textContent = `${KINDS[view.type]}: ${view.element.name || view.element.id}`;
  made.addEventListener('click', () => editor.open(view));
  return made;
}
