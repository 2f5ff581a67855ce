// form-js has no translations and one properties panel for everything. So at the build its own words become Dutch, and
// its panel, with the FEEL editor in it, is left out: properties.js is ours. A sentence that is no longer there (another
// version) stops the build.
import { readFile } from 'node:fs/promises';

const EDITOR = [
  ['MarkdownRendererModule, PropertiesPanelModule, RenderInjectionModule', 'MarkdownRendererModule, RenderInjectionModule'],
  ['title: `Create ${getIndefiniteArticle(type)} ${label} element`', 'title: `${label} toevoegen`'],
  // otherwise the same key press goes on to the field that was just added, and unselects it
  ["if (event.code === 'Enter') {\n      const {\n        fieldType", "if (event.code === 'Enter') {\n      event.preventDefault();\n      const {\n        fieldType"],
  // who types in our panel keeps the cursor there
  [
    'if (selection.isSelected(field)) {\n      ref.current.focus();',
    "if (selection.isSelected(field) && !document.activeElement?.closest('[data-inspector]')) {\n      ref.current.focus();",
  ],
  ["label: 'Input',", "label: 'Vragen',"],
  ["label: 'Selection',", "label: 'Keuzes',"],
  ["label: 'Presentation',", "label: 'Tonen',"],
  ["label: 'Containers',", "label: 'Bij elkaar',"],
  ["label: 'Action',", "label: 'Versturen',"],
  ['title: "Components",\n      children: "Components"', 'title: "Onderdelen",\n      children: "Onderdelen"'],
  ['placeholder: "Search components",', 'placeholder: "Zoek een onderdeel", "aria-label": "Zoek een onderdeel",'],
  ['title: "Clear content",', 'title: "Wissen",'],
  ['"No components found."', '"Niets gevonden."'],
  ['"Drag and drop components here."', '"Sleep hier onderdelen in."'],
  ['"Build your form"', '"Maak uw formulier"'],
  ['"Drag and drop components here to start designing."', '"Sleep een onderdeel hierheen, of kies er een met Enter."'],
  ['"Use the preview window to test your form."', '"Hieronder ziet u meteen hoe het wordt."'],
  ['"Text view is empty"', '"Nog geen tekst"'],
  ['"Text view is populated by an expression"', 'text'],
  ['"Text view is templated"', 'text'],
  ["'Expression is empty'", "'Nog geen berekening'"],
  ["`Expression for '${key}'`", '`Berekening van ${key}`'],
  ["return 'Remove form field';", "return 'Weghalen';"],
  ['return `Remove ${entry.label}`;', 'return `${entry.label} weghalen`;'],
  ["label: 'Column 1'", "label: 'Kolom 1'"],
  ["label: 'Column 2'", "label: 'Kolom 2'"],
  ["label: 'Column 3'", "label: 'Kolom 3'"],
  ['children: "Content"', 'children: "Inhoud"'],
  ['return `Maximum ${MAX_FIELDS_PER_ROW} fields per row are allowed`;', "return 'Zevenstap zet velden onder elkaar';"],
  ['const MAX_FIELDS_PER_ROW = 4;', 'const MAX_FIELDS_PER_ROW = 1;'],
];
const VIEWER = [
  ["'No options source defined in the form definition'", "'Nog geen keuzes'"],
  ["emptyListMessage = 'No results'", "emptyListMessage = 'Niets gevonden'"],
  ["children: valueLabel || 'Select'", "children: valueLabel || 'Maak een keuze'"],
  ["placeholder: 'Search'", "placeholder: 'Zoek'"],
  ["hasOptionsLeft ? 'No results' : 'All values selected'", "hasOptionsLeft ? 'Niets gevonden' : 'Alles is gekozen'"],
  ["return 'No files selected';", "return 'Geen bestand gekozen';"],
  ['children: "Browse"', 'children: "Bestand kiezen"'],
  ["'Add new'", "'Rij toevoegen'"],
  ['children: "Nothing to show."', 'children: "Er is hier nog niets."'],
  ['"aria-label": "Increment"', '"aria-label": "Hoger"'],
  ['"aria-label": "Decrement"', '"aria-label": "Lager"'],
  ['title: "Powered by bpmn.io"', 'title: "Gemaakt met bpmn.io"'],
  [
    'children: ["Web-based tooling for BPMN, DMN, and forms powered by"',
    'children: ["Gereedschap voor BPMN, DMN en formulieren, gemaakt met"',
  ],
];
const SEEN = Symbol('seen');
const LEFT_OUT = /^(@bpmn-io\/feel(ers)?-editor|@codemirror\/.*)$/;
const NOTHING = `
  const nothing = new Proxy(function () {}, { get: () => nothing, apply: () => nothing, construct: () => nothing });
  export { nothing as EditorView, nothing as lineNumbers, nothing as Annotation, nothing as jsonParseLinter };
  export { nothing as FeelersEditor, nothing as default };`;

export const dutchFormEditor = {
  name: 'dutch-form-editor',
  setup(build) {
    build.onResolve({ filter: LEFT_OUT }, ({ path, importer }) =>
      importer.includes('form-js-editor') ? { path, namespace: 'left-out', sideEffects: false } : undefined,
    );
    // the editor brings its own preact; with two of them its hooks and those of the viewer do not know each other
    build.onResolve({ filter: /^preact(\/.*)?$/ }, ({ path, importer, kind, pluginData }) =>
      importer.includes('form-js-editor') && pluginData !== SEEN
        ? build.resolve(path, { kind, resolveDir: import.meta.dirname, pluginData: SEEN })
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: NOTHING }));
    build.onLoad({ filter: /form-js-editor\/dist\/index\.es\.js$/ }, ({ path }) => translated(path, EDITOR));
    build.onLoad({ filter: /form-js-viewer\/dist\/index\.es\.js$/ }, ({ path }) => translated(path, VIEWER));
  },
};

async function translated(path, words) {
  let contents = await readFile(path, 'utf8');
  for (const [english, dutch] of words) {
    if (!contents.includes(english)) throw new Error(`${path} no longer says: ${english}`);
    contents = contents.replaceAll(english, dutch);
  }
  return { contents, loader: 'js' };
}
