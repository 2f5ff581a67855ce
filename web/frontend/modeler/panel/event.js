import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { isEventSubProcess } from 'bpmn-js/lib/util/DiUtil';

import { check, feel, group, pick, text } from './entries.js';
import { nameable } from './named.js';

const NAMED = {
  'bpmn:MessageEventDefinition': ['message', 'Bericht'],
  'bpmn:SignalEventDefinition': ['signal', 'Signaal'],
  'bpmn:ErrorEventDefinition': ['error', 'Fout'],
  'bpmn:EscalationEventDefinition': ['escalation', 'Escalatie'],
};
const TIMERS = [
  { value: 'timeDate', label: 'Op een moment' },
  { value: 'timeDuration', label: 'Na een termijn' },
  { value: 'timeCycle', label: 'Steeds opnieuw' },
];
const EXAMPLES = {
  timeDate: 'Bijvoorbeeld =werkdagen(10), of 2027-01-31T09:00.',
  timeDuration: 'Bijvoorbeeld P10D (tien dagen) of PT2H (twee uur).',
  timeCycle: 'Bijvoorbeeld R3/P1W: drie keer, elke week.',
};

export default function eventGroups(element, parts) {
  const bo = getBusinessObject(element);
  const definition = is(bo, 'bpmn:Event') && bo.get('eventDefinitions')[0];
  if (!definition) return [];
  return [kind(element, definition, parts), interrupting(element, bo, definition, parts)];
}

function kind(element, definition, parts) {
  const named = NAMED[definition.$type];
  if (named) return group('gebeurtenis', named[1], nameable(element, definition, named[0], parts), { open: true });
  if (is(definition, 'bpmn:TimerEventDefinition')) return timer(element, definition, parts);
  const { change } = parts;
  if (is(definition, 'bpmn:ConditionalEventDefinition')) {
    const condition = feel({
      id: 'voorwaarde',
      label: 'Gebeurt als dit waar wordt',
      feel: 'required',
      get: () => definition.get('condition')?.get('body'),
      set: (value) => change.expression(element, definition, 'condition', value),
    });
    return group('gebeurtenis', 'Voorwaarde', [condition], { open: true });
  }
  if (is(definition, 'bpmn:LinkEventDefinition')) {
    const name = text({
      id: 'link',
      label: 'Naam van de link',
      description: 'Het begin en het einde van een afgebroken pijl heten gelijk.',
      get: () => definition.get('name'),
      set: (value) => change.part(element, definition, { name: value }),
    });
    return group('gebeurtenis', 'Link', [name], { open: true });
  }
  return null;
}

function timer(element, definition, { change }) {
  const current = TIMERS.map(({ value }) => value).find((name) => definition.get(name)) || '';
  const body = () => (current ? definition.get(current).get('body') : '');
  const turn = (name) => {
    const made = name ? change.make('bpmn:FormalExpression', { body: body() || 'P1D' }, definition) : undefined;
    const none = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    change.part(element, definition, name ? { ...none, [name]: made } : none);
  };
  const type = pick({ id: 'timer-soort', label: 'Soort', options: () => TIMERS, get: () => current, set: turn });
  const value = feel({
    id: 'timer-waarde',
    label: 'Wanneer',
    description: EXAMPLES[current],
    get: body,
    set: (text) => change.part(element, definition.get(current), { body: text }),
  });
  return group('gebeurtenis', 'Timer', [type, current && value], { open: true });
}

function interrupting(element, bo, definition, { change }) {
  if (is(definition, 'bpmn:ErrorEventDefinition') || is(definition, 'bpmn:CancelEventDefinition')) return null;
  const name = is(bo, 'bpmn:BoundaryEvent') ? 'cancelActivity' : is(bo, 'bpmn:StartEvent') && isEventSubProcess(element.parent) && 'isInterrupting';
  if (!name) return null;
  const label = name === 'cancelActivity' ? 'Stopt de taak waar zij op zit' : 'Stopt alles eromheen';
  return group('onderbreken', 'Onderbreken', [check({ id: 'onderbreekt', label, get: () => bo.get(name) !== false, set: (value) => change.element(element, { [name]: value }) })]);
}
