// The modeler of one diagram of a draft. Without this script the page has the outline, a download and an upload.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import 'bpmn-js-color-picker/colors/color-picker.css';
import '../viewer/font.css';
import './modeler.css';

import { start } from './page.js';

for (const root of document.querySelectorAll('[data-modeler]')) start(root);
