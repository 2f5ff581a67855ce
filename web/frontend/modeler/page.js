// Wires the modeler to the page: the file is kept by itself, the server says what is wrong with it.
import { Saving } from '../desk/saving.js';
import Findings from './findings.js';
import { createModeler } from './modeler.js';
import { speakDutch } from './screen.js';
import Outline from './outline.js';
import { fillToolbar } from './toolbar.js';

const FONT = '12px Arimo';

export async function start(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const read = (name) => JSON.parse(part(name).textContent);
  root.hidden = false;
  speakDutch(root);
  document.querySelector('main').classList.add('zs-breed');
  const modeler = createModeler({ canvas: part('canvas'), properties: part('properties'), choices: read('choices'), templates: read('templates') });
  const findings = new Findings(modeler, part('findings-list'), root.dataset.path);
  const outline = new Outline(modeler, document.querySelector('[data-outline]'), root.dataset.facts);
  const saving = new Saving(part('saving'), {
    onFindings: (found) => {
      findings.show(found);
      outline.refresh();
    },
  });
  try {
    const [xml] = await Promise.all([saving.open(), document.fonts.load(FONT)]);
    const { warnings } = await modeler.importXML(xml);
    for (const warning of warnings) console.warn(warning.message);
  } catch (error) {
    return failed(root, part('canvas'), error);
  }
  modeler.on('commandStack.changed', () => saving.changed(async () => (await modeler.saveXML({ format: true })).xml));
  fillToolbar(part('toolbar'), modeler);
  describe(modeler, root);
  fit(modeler);
  if (root.dataset.element) findings.goTo(root.dataset.element);
  Object.assign(root, { modeler, saving });
  root.dataset.ready = 'true';
}

function failed(root, canvas, error) {
  console.error(error);
  canvas.textContent = root.dataset.failed.replace('{reden}', error.message);
  root.dataset.ready = 'failed';
}

// a drawing larger than its frame is shown whole, as long as it can still be read; else its beginning
function fit(modeler) {
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() >= 0.6) return;
  const { inner, outer } = canvas.viewbox();
  const scale = 0.75;
  canvas.viewbox({ x: inner.x - 170, y: inner.y - 40, width: outer.width / scale, height: outer.height / scale });
}

// The drawing itself says nothing to a screen reader: its name points to the list that does.
function describe(modeler, root) {
  const svg = root.querySelector('[data-canvas] svg[data-element-id], [data-canvas] .djs-container > svg');
  svg.setAttribute('role', 'application');
  svg.setAttribute('aria-label', root.dataset.description);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.querySelector('.bjs-powered-by-lightbox')?.remove();
  });
}
