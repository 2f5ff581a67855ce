// Every property that our check and our renderer honour, and no other: what it is called, where it stands in the JSON,
// and for which components. `path` ends in the key; kinds: text, lines, feel, number, flag, choice, options, columns.
const INPUTS = ['textfield', 'textarea', 'number', 'datetime', 'checkbox', 'radio', 'select', 'checklist', 'taglist', 'filepicker'];
const CHOICES = ['radio', 'select', 'checklist', 'taglist'];
const KEYED = [...INPUTS, 'expression'];
const PERSONAL = [...INPUTS, 'dynamiclist'];
const of =
  (...types) =>
  (field) =>
    types.flat().includes(field.type);
const own = (key) => ['properties', key];
const isTime = (field) => field.type === 'datetime' && field.subtype === 'time';
const isPersonal = (field) => PERSONAL.includes(field.type) && field.properties?.persoonsgegeven === 'ja';
const source = (field) => ['valuesKey', 'valuesExpression'].find((key) => field[key] !== undefined) || 'values';

const KEY_HELP = 'De naam van het gegeven: letters, cijfers en liggend streepje, beginnend met een letter.';
const FEEL_HELP = 'FEEL, begint met =';

export function groups(words) {
  return [
    {
      name: 'Algemeen',
      open: true,
      entries: [
        { path: ['label'], name: 'Label', kind: 'text', when: of([...INPUTS.filter((type) => type !== 'datetime'), 'group', 'dynamiclist', 'table', 'expression', 'button']) },
        { path: ['dateLabel'], name: 'Label', kind: 'text', when: (field) => field.type === 'datetime' && !isTime(field) },
        { path: ['timeLabel'], name: 'Label', kind: 'text', when: isTime },
        { path: ['text'], name: 'Tekst (markdown)', kind: 'lines', help: 'Een gegeven van de zaak: {{naam}}', when: of('text') },
        { path: ['description'], name: 'Uitleg bij de vraag', kind: 'lines', when: of([...INPUTS, 'group', 'dynamiclist']) },
        { path: ['key'], name: 'Naam van het gegeven', kind: 'key', help: KEY_HELP, when: of(KEYED) },
        { path: ['path'], name: 'Naam van de lijst', kind: 'key', help: KEY_HELP, when: of('dynamiclist') },
        { path: ['path'], name: 'Gegevens onder (pad)', kind: 'path', help: 'Meestal leeg. Vult u dit in, dan krijgt elk veld hierin deze naam ervoor.', when: of('group') },
        { path: ['subtype'], name: 'Vraagt naar', kind: 'choice', options: [['date', 'Datum'], ['time', 'Tijd'], ['datetime', 'Datum en tijd']], when: of('datetime') },
        { path: ['dataSource'], name: 'Gegevens in de tabel', kind: 'feel', help: `${FEEL_HELP}. Bijvoorbeeld =acties`, when: of('table') },
        { path: ['expression'], name: 'Berekening', kind: 'feel', help: FEEL_HELP, when: of('expression') },
        { path: ['defaultValue'], name: 'Staat er al', kind: 'text', when: of('textfield', 'textarea', 'number') },
        { path: ['defaultValue'], name: 'Staat al aangevinkt', kind: 'flag', when: of('checkbox') },
        { path: ['decimalDigits'], name: 'Cijfers achter de komma', kind: 'number', when: of('number') },
        { path: ['serializeToString'], name: 'Bewaren als tekst', kind: 'flag', when: of('number') },
        { path: ['appearance', 'prefixAdorner'], name: 'Tekst voor het veld', kind: 'text', when: of('textfield', 'number') },
        { path: ['appearance', 'suffixAdorner'], name: 'Eenheid achter het veld', kind: 'text', when: of('textfield', 'number') },
        { path: ['accept'], name: 'Soorten bestanden', kind: 'text', help: 'Bijvoorbeeld .pdf,.docx', when: of('filepicker') },
        { path: ['multiple'], name: 'Meer bestanden mogen', kind: 'flag', when: of('filepicker') },
        { path: ['allowAddRemove'], name: 'Rijen toevoegen en weghalen mag', kind: 'flag', absent: true, when: of('dynamiclist') },
        { path: ['defaultRepetitions'], name: 'Begint met zoveel rijen', kind: 'number', when: of('dynamiclist') },
        { path: ['height'], name: 'Hoogte', kind: 'number', when: of('spacer') },
        { path: ['readonly'], name: 'Alleen lezen', kind: 'flag', when: of(INPUTS) },
        { path: ['disabled'], name: 'Uitgeschakeld', kind: 'flag', when: of(INPUTS) },
      ],
    },
    {
      name: 'Keuzes',
      open: true,
      entries: [
        { path: ['values'], name: 'Keuzes komen uit', kind: 'source', when: of(CHOICES) },
        { path: ['values'], name: 'Keuzes', kind: 'options', when: (field) => CHOICES.includes(field.type) && source(field) === 'values' },
        { path: ['valuesKey'], name: 'Naam van de lijst', kind: 'text', help: 'Bijvoorbeeld organisaties', when: (field) => source(field) === 'valuesKey' && CHOICES.includes(field.type) },
        { path: ['valuesExpression'], name: 'Berekende keuzes', kind: 'feel', help: FEEL_HELP, when: (field) => source(field) === 'valuesExpression' && CHOICES.includes(field.type) },
      ],
    },
    { name: 'Kolommen', open: true, entries: [{ path: ['columns'], name: 'Kolommen', kind: 'columns', when: of('table') }] },
    {
      name: 'Persoonsgegeven',
      open: true,
      entries: [
        { path: own('persoonsgegeven'), name: 'Dit is een persoonsgegeven', kind: 'yes', help: 'Het antwoord gaat naar de kluis. Het proces ziet alleen een verwijzing.', when: of(PERSONAL) },
        { path: own('bewaren'), name: 'Bewaren onder', kind: 'choice', options: Object.entries(words.bewaren), empty: 'Kies een bewaarsoort', when: isPersonal },
        { path: own('gegeven'), name: 'Soort gegeven', kind: 'word', options: words.gegeven, help: 'Zoals de privacytabel het noemt, of FEEL', when: (field) => isPersonal(field) || field.properties?.geheim === 'ja' },
        { path: own('geheim'), name: 'Afgeschermd bewaren', kind: 'yes', when: of('filepicker') },
        { path: own('waarschuwen'), name: 'Niet waarschuwen bij namen en adressen', kind: 'no', when: of('textfield', 'textarea') },
      ],
    },
    {
      name: 'Controle van het antwoord',
      entries: [
        { path: ['validate', 'required'], name: 'Verplicht', kind: 'flag', when: of(INPUTS) },
        { path: own('melding_leeg'), name: 'Zin als het leeg is', kind: 'text', when: (field) => INPUTS.includes(field.type) && field.validate?.required === true },
        { path: ['validate', 'minLength'], name: 'Minste tekens', kind: 'bound', when: of('textfield', 'textarea') },
        { path: ['validate', 'maxLength'], name: 'Meeste tekens', kind: 'bound', when: of('textfield', 'textarea') },
        { path: ['validate', 'min'], name: 'Kleinste getal', kind: 'bound', when: of('number') },
        { path: ['validate', 'max'], name: 'Grootste getal', kind: 'bound', when: of('number') },
        { path: ['validate', 'validationType'], name: 'Vorm', kind: 'choice', options: [['email', 'E-mailadres'], ['phone', 'Telefoonnummer']], empty: 'Vrije tekst, of een eigen patroon', when: of('textfield') },
        { path: ['validate', 'pattern'], name: 'Eigen patroon (reguliere expressie)', kind: 'text', when: of('textfield') },
        { path: ['validate', 'patternErrorMessage'], name: 'Zin als het patroon niet klopt', kind: 'text', when: (field) => field.type === 'textfield' && Boolean(field.validate?.pattern) },
        { path: ['disallowPassedDates'], name: 'Niet in het verleden', kind: 'flag', when: of('datetime') },
        { path: own('eis'), name: 'Eigen eis', kind: 'feel', help: `${FEEL_HELP}. Mag niet onwaar zijn.`, when: of(INPUTS) },
        { path: own('melding_eis'), name: 'Zin als de eis niet klopt', kind: 'text', when: (field) => Boolean(field.properties?.eis) },
        { path: own('opnieuw'), name: 'Begint elke keer leeg', kind: 'yes', when: of(INPUTS) },
        { path: own('minimaal'), name: 'Minste rijen', kind: 'text', when: of('dynamiclist') },
        { path: own('maximaal'), name: 'Meeste rijen', kind: 'text', when: of('dynamiclist') },
      ],
    },
    {
      name: 'Wanneer te zien',
      entries: [
        { path: ['conditional', 'hide'], name: 'Verbergen als', kind: 'feel', help: `${FEEL_HELP}. Bijvoorbeeld =doet_mee != true`, when: (field) => field.type !== 'default' },
      ],
    },
    {
      name: 'Meer',
      entries: [
        { path: own('rijnaam'), name: 'Zo heet een rij', kind: 'text', when: of('dynamiclist') },
        { path: own('knop'), name: 'Tekst van de knop', kind: 'text', when: of('dynamiclist') },
        { path: own('soort'), name: 'Soort document', kind: 'text', when: of('filepicker') },
        { path: ['id'], name: 'Id', kind: 'id', when: (field) => field.type !== 'default' },
      ],
    },
  ];
}

// What has to be given to the editor so that this path gets this value; empty parts go.
export function change(field, [first, second], value) {
  if (second === undefined) return { [first]: value };
  const part = { ...field[first], [second]: value };
  if (value === undefined) delete part[second];
  return { [first]: Object.keys(part).length ? part : undefined };
}

export const valueAt = (field, [first, second]) => (second === undefined ? field[first] : field[first]?.[second]);
export { source };
