// Buttons for what otherwise only a key or the mouse does.
export function fillToolbar(bar, modeler) {
  const actions = modeler.get('editorActions');
  const stack = modeler.get('commandStack');
  const canvas = modeler.get('canvas');
  const act = (name, argument) => () => actions.trigger(name, argument);
  const undo = button('Ongedaan maken', act('undo'));
  const redo = button('Opnieuw', act('redo'));
  const copy = button('Kopieer als afbeelding', async () => say(copy, await copyImage(modeler)));
  copy.setAttribute('aria-live', 'polite');
  bar.append(
    undo,
    redo,
    button('Zoeken', act('find')),
    button('Onderdeel maken', () => openCreate(modeler)),
    copy,
    button('Afbeelding downloaden', () => saveImage(modeler)),
    button('Raster', act('toggleGrid')),
    button('Overzichtskaart', () => modeler.get('minimap').toggle()),
    button('Kleiner', act('stepZoom', { value: -1 })),
    button('Groter', act('stepZoom', { value: 1 })),
    button('Passend', () => canvas.zoom('fit-viewport', 'auto')),
  );
  const follow = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  modeler.on('commandStack.changed', follow);
  follow();
}

function button(label, action) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'utrecht-button utrecht-button--subtle';
  made.textContent = label;
  made.addEventListener('click', action);
  return made;
}

function openCreate(modeler) {
  modeler.get('popupMenu').open(modeler.get('canvas').getRootElement(), 'bpmn-create', { x: 0, y: 0 }, { title: modeler.get('translate')('Create element'), width: 300, search: true });
}

// some browsers give no clipboard to a page without https: then it is downloaded
async function copyImage(modeler) {
  const image = await modeler.get('elementsRenderer').renderAsPNG(everything(modeler));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })]);
    return 'Gekopieerd';
  } catch {
    keep(image, 'diagram.png');
    return 'Gedownload';
  }
}

function say(made, words) {
  const label = made.textContent;
  made.textContent = words;
  setTimeout(() => (made.textContent = label), 3000);
}

const everything = (modeler) => {
  const root = modeler.get('canvas').getRootElement();
  return modeler.get('elementRegistry').filter((element) => element !== root);
};

async function saveImage(modeler) {
  const { svg } = await modeler.saveSVG();
  keep(new Blob([svg], { type: 'image/svg+xml' }), 'diagram.svg');
}

function keep(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
