import Viewer from 'bpmn-js/lib/Viewer';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';

import Marks from './marks.js';
import Pan from './pan.js';
import Zoom from './zoom.js';

const FONT = 'Arimo, Arial, sans-serif';

function createViewer(container) {
  return new Viewer({
    container,
    moddleExtensions: { camunda },
    bpmnRenderer: { defaultFillColor: '#ffffff', defaultStrokeColor: '#3d5374', defaultLabelColor: '#001a40' },
    textRenderer: { defaultStyle: { fontFamily: FONT } },
  });
}

async function fetchXml(url) {
  const response = await fetch(url, { headers: { Accept: 'application/xml' } });
  if (!response.ok) throw new Error(`diagram: ${response.status}`);
  return response.text();
}

// The drawing says nothing to a screen reader; its name points to the list that does.
function describe(figure, canvas) {
  const svg = canvas.querySelector('svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', figure.dataset.description);
  svg.setAttribute('tabindex', '-1');
  for (const layer of canvas.querySelectorAll('.djs-overlay-container, .bjs-breadcrumbs')) {
    layer.setAttribute('aria-hidden', 'true');
  }
}

// The notice behind the watermark closes by mouse only; a keyboard must get out of it too.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') document.querySelector('.bjs-powered-by-lightbox')?.remove();
});

// The canvas scrolls and the licence asks that the watermark always shows: so it moves to the foot, unchanged.
function placeWatermark(figure, canvas) {
  figure.querySelector('.zs-figuur__voet').append(canvas.querySelector('.bjs-powered-by'));
}

export async function draw(figure) {
  const canvas = figure.querySelector('[data-canvas]');
  const scroller = canvas.parentElement;
  figure.hidden = false;
  try {
    const [xml] = await Promise.all([figure.dataset.xml || fetchXml(figure.dataset.diagram), document.fonts.load(`12px ${FONT}`)]);
    const viewer = createViewer(canvas);
    await viewer.importXML(xml);
    const marks = new Marks(viewer, JSON.parse(figure.dataset.marks || '[]'), figure.dataset.late);
    const zoom = new Zoom(viewer, scroller, canvas);
    marks.show();
    describe(figure, canvas);
    placeWatermark(figure, canvas);
    zoom.bind(figure);
    zoom.start(marks.focus());
    new Pan(scroller);
    figure.dataset.ready = 'true';
  } catch (error) {
    console.error(error);
    figure.dataset.ready = 'failed';
    canvas.textContent = figure.dataset.failed;
  }
}
