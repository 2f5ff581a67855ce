// Diagrams on a page: every <figure data-diagram="URL of the XML"> gets its drawing.
// The server wrote the same as a list of steps beside it; without this script the figure stays hidden.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './font.css';

import { draw } from './draw.js';

for (const figure of document.querySelectorAll('figure[data-diagram]')) {
  draw(figure);
}
