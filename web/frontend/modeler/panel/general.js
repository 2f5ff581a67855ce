import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { choice, group, pick, text } from './entries.js';

const TAKEN = /^(Start|End|Root|StartEventSplit|StartEventJoin)$|\.(EndJoin|BoundaryEventSplit|BoundaryEventJoin)$/;
const READABLE = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;

export default function generalGroups(element, parts) {
  const bo = getBusinessObject(element);
  if (is(bo, 'bpmn:Collaboration')) return [];
  const name = is(bo, 'bpmn:TextAnnotation') ? 'text' : 'name';
  const entries = [
    !is(bo, 'bpmn:Group') &&
      text({
        id: 'naam',
        label: name === 'text' ? 'Tekst' : 'Naam',
        get: () => bo.get(name),
        set: (value) => parts.change.element(element, { [name]: value }),
      }),
    is(bo, 'bpmn:Lane') ? role(element, bo, parts) : id(element, bo, parts, 'Id'),
  ];
  return [group('algemeen', 'Algemeen', entries, { open: true }), ...pool(bo, element, parts)];
}

function id(element, bo, { change, injector }, label) {
  return text({
    id: 'id',
    label,
    description: 'Zonder spaties. Lopende zaken kennen het element aan zijn id.',
    get: () => bo.get('id'),
    set: (value) => value && change.element(element, { id: value }),
    validate: (value) => problem(value, bo, injector),
  });
}

function problem(value, bo, injector) {
  if (!value) return 'Een id is nodig.';
  if (TAKEN.test(value)) return 'Dit id gebruikt de motor zelf.';
  if (!READABLE.test(value)) return 'Gebruik letters, cijfers, streepje en liggend streepje; begin met een letter.';
  const found = injector.get('moddle').ids.assigned(value);
  return found && found !== bo ? 'Dit id is al in gebruik.' : null;
}

// whose lane it is: its id is the key of a role
function role(element, bo, { change, choices }) {
  return pick({
    id: 'rol',
    label: 'Rol van deze baan',
    description: 'Wie deze rol heeft, mag de taken in deze baan doen, als de taak zelf geen groep noemt.',
    options: () => choices.rollen.map(choice),
    none: false,
    get: () => bo.get('id'),
    set: (value) => {
      const title = choices.rollen.find((each) => each.sleutel === value)?.naam;
      change.element(element, bo.get('name') ? { id: value } : { id: value, name: title });
    },
  });
}

function pool(bo, element, { change }) {
  const process = is(bo, 'bpmn:Participant') && bo.get('processRef');
  if (!process) return [];
  const entry = (name, label, description) =>
    text({ id: `proces-${name}`, label, description, get: () => process.get(name), set: (value) => change.part(element, process, { [name]: value }) });
  return [group('proces', 'Proces in deze pool', [entry('name', 'Naam van het proces'), entry('id', 'Id van het proces', 'Andere diagrammen roepen het proces hiermee aan.')])];
}
