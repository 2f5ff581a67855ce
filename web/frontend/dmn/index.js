// The decision editor: dmn-js, bound to what our engine runs, in Dutch, kept by itself.
import { editTables } from './editor.js';

const place = document.querySelector('[data-table-editor]');
if (place) editTables(place);
