import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { check, feel, group, text } from './entries.js';

export default function repeatGroups(element, parts) {
  const bo = getBusinessObject(element);
  const loop = is(bo, 'bpmn:Activity') && bo.get('loopCharacteristics');
  if (!loop) return [];
  return is(loop, 'bpmn:MultiInstanceLoopCharacteristics') ? [each(element, loop, parts), collect(element, parts)] : [again(element, loop, parts)];
}

function each(element, loop, { change }) {
  const attribute = (name) => ({ get: () => loop.get(`camunda:${name}`), set: (value) => change.part(element, loop, { [`camunda:${name}`]: value }) });
  return group('herhalen', 'Herhalen voor elk onderdeel', [
    feel({ id: 'lijst', label: 'Lijst', description: 'Bijvoorbeeld =partners.', ...attribute('collection') }),
    text({ id: 'onderdeel', label: 'Naam van het onderdeel', description: 'Bijvoorbeeld partner.', ...attribute('elementVariable') }),
    check({ id: 'na-elkaar', label: 'Na elkaar', get: () => loop.get('isSequential'), set: (value) => change.part(element, loop, { isSequential: value }) }),
    feel({
      id: 'eerder-klaar',
      label: 'Eerder klaar als',
      feel: 'required',
      description: 'Bijvoorbeeld nrOfCompletedInstances >= 2.',
      get: () => loop.get('completionCondition')?.get('body'),
      set: (value) => change.expression(element, loop, 'completionCondition', value),
    }),
  ], { open: true });
}

function collect(element, { change }) {
  const mark = (name) => ({ get: () => change.mark(element, name), set: (value) => change.setMark(element, name, value) });
  return group('verzamelen', 'Verzamelen', [
    text({ id: 'verzamelnaam', label: 'Lijst voor de uitkomsten', ...mark('verzamelnaam') }),
    feel({ id: 'verzamelwaarde', label: 'Wat per keer', feel: 'required', description: 'Bijvoorbeeld {partner: partner, antwoord: antwoord}.', ...mark('verzamelwaarde') }),
  ]);
}

function again(element, loop, { change }) {
  return group('herhalen', 'Herhalen zolang', [
    feel({
      id: 'zolang',
      label: 'Zolang dit waar is',
      feel: 'required',
      get: () => loop.get('loopCondition')?.get('body'),
      set: (value) => change.expression(element, loop, 'loopCondition', value),
    }),
    text({
      id: 'hoogstens',
      label: 'Hoogstens zo vaak',
      get: () => loop.get('loopMaximum'),
      validate: (value) => (value && !/^[1-9][0-9]{0,5}$/.test(value) ? 'Vul een getal in, groter dan nul.' : null),
      set: (value) => change.part(element, loop, { loopMaximum: /^[1-9][0-9]{0,5}$/.test(value) ? Number(value) : undefined }),
    }),
    check({ id: 'vooraf', label: 'Vooraf kijken', get: () => loop.get('testBefore'), set: (value) => change.part(element, loop, { testBefore: value }) }),
  ], { open: true });
}
