import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { choice, feel, group, pick, several } from './entries.js';

export default function peopleGroups(element, { change, choices }) {
  const bo = getBusinessObject(element);
  const attribute = (name) => ({
    get: () => bo.get(`camunda:${name}`),
    set: (value) => change.element(element, { [`camunda:${name}`]: value }),
  });
  const form = pick({
    id: 'formulier',
    label: 'Formulier',
    link: 'Openen',
    options: () => choices.formulieren.map(choice),
    get: () => bo.get('camunda:formRef'),
    set: (value) => change.element(element, { 'camunda:formRef': value, 'camunda:formRefBinding': value ? 'deployment' : undefined }),
  });
  if (is(bo, 'bpmn:StartEvent')) return plainStart(bo) ? [group('formulier', 'Formulier', [form])] : [];
  if (!is(bo, 'bpmn:UserTask')) return [];
  return [
    group('formulier', 'Formulier', [form], { open: true }),
    group('wie', 'Wie doet het', [
      several({
        id: 'groepen',
        label: 'Groepen',
        options: () => choices.rollen.map(choice),
        feelToo: 'Leeg: de rol van de baan waarin de taak staat.',
        ...attribute('candidateGroups'),
      }),
      feel({ id: 'behandelaar', label: 'Behandelaar', description: 'Meestal leeg: iemand uit de groep neemt de taak zelf.', ...attribute('assignee') }),
    ], { open: true }),
    group('termijn', 'Termijn', [
      feel({ id: 'uiterlijk', label: 'Uiterlijk klaar', description: 'Bijvoorbeeld =werkdagen(10), of P10D.', ...attribute('dueDate') }),
      feel({ id: 'opvolgen', label: 'Opvolgen op', ...attribute('followUpDate') }),
      feel({ id: 'voorrang', label: 'Voorrang', description: 'Een getal; hoger komt eerder in de lijst.', ...attribute('priority') }),
    ]),
  ];
}

// the form of a case stands in the package; a start can also name it
const plainStart = (bo) => !(bo.eventDefinitions || []).length;
