import DmnModeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './dmn.css';

import { Saving } from '../desk/saving.js';
import { redrawAfterSaving } from './beside.js';
import { dutch, translatePage, untranslated } from './nl.js';
import { showViews } from './views.js';

const TYPES = ['string', 'boolean', 'number', 'date', 'time', 'dateTime', 'dayTimeDuration', 'yearMonthDuration', 'Any'];
const FEEL = { options: [{ value: 'feel', label: 'FEEL' }], defaults: { editor: 'feel' } };

// The one who looks after one file: opens it, hears each change, gives what must be kept.
export async function editTables(place) {
  place.hidden = false;
  const canvas = place.querySelector('[data-canvas]');
  const editor = makeEditor(canvas);
  const saving = new Saving(place.querySelector('[data-saving]'), redrawAfterSaving(place));
  try {
    await editor.importXML(await saving.open(), { open: false });
    await showViews(editor, place);
  } catch (error) {
    canvas.textContent = place.dataset.failed.replace('{reden}', error.message);
    place.dataset.state = 'fout';
    return;
  }
  hearChanges(editor, () => saving.changed(async () => (await editor.saveXML({ format: true })).xml));
  keepDutch(canvas);
  place.dataset.state = 'klaar';
  place.untranslated = untranslated; // a test asks for it
}

function makeEditor(container) {
  const own = { additionalModules: [dutch] };
  const common = { expressionLanguages: FEEL, dataTypes: TYPES };
  return new DmnModeler({
    container,
    common,
    drd: own,
    decisionTable: own,
    literalExpression: own,
    boxedExpression: own,
  });
}

// Each view has a bus of its own, made when it is first opened.
function hearChanges(editor, changed) {
  const heard = new Set();
  const hear = (viewer) => {
    if (!viewer || heard.has(viewer)) return;
    heard.add(viewer);
    viewer.on('commandStack.changed', (event) => event.trigger !== 'clear' && changed());
  };
  hear(editor.getActiveViewer());
  editor.on('viewer.created', ({ viewer }) => hear(viewer));
  editor.on('views.changed', () => hear(editor.getActiveViewer()));
}

function keepDutch(canvas) {
  translatePage(canvas);
  const watching = new MutationObserver(() => translatePage(canvas));
  watching.observe(canvas, { childList: true, subtree: true });
}
