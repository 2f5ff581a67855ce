// The editor of one form of a draft. The server wrote the page around it, and a list of the fields for who has no script.
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor-base.css';
import './formeditor.css';

import { Saving } from '../desk/saving.js';
import { Beside } from './beside.js';
import { Editor } from './editor.js';
import { Inspector } from './inspector.js';
import { Preview } from './preview.js';

const part = (name) => document.querySelector(`[data-${name}]`);

// For the test that a form comes out as it went in.
window.zevenstapRoundTrip = async (schema) => {
  const words = JSON.parse(part('vocabulary').textContent);
  const editor = new Editor({ canvas: document.createElement('div'), palette: document.createElement('div'), kinds: words.soorten });
  await editor.open(schema);
  return JSON.parse(editor.text());
};

async function start() {
  const host = part('form-editor');
  const words = JSON.parse(part('vocabulary').textContent);
  host.hidden = false;
  const editor = new Editor({ canvas: part('canvas'), palette: part('palette'), kinds: words.soorten });
  const beside = new Beside(part('findings-list'), part('outline'), editor, new Map(words.soorten.map(({ type, name }) => [type, name])));
  const saving = new Saving(part('saving'), { onFindings: (all) => beside.showFindings(all) });
  const inspector = new Inspector(part('inspector'), editor, words);
  const preview = new Preview(part('preview'), () => editor.text());
  await editor.open(JSON.parse(await saving.open()));
  editor.onChange(() => {
    saving.changed(() => editor.text());
    preview.later();
    beside.showOutline();
  });
  beside.showOutline();
  inspector.draw();
  editor.select(new URLSearchParams(location.search).get('onderdeel') || '');
  host.dataset.ready = 'true';
}

start().catch((error) => {
  console.error(error);
  part('form-editor').hidden = true;
  document.querySelector('[data-editor-failed]').hidden = false;
});
