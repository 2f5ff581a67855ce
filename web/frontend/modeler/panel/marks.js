// The marks of the mirror and of the privacy proof (docs/glossary.md): closed lists of words.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { feel, group, pick, several, words } from './entries.js';

const STEPS = {
  1: '1 Signalen delen', 2: '2 Informatie verbinden', 3: '3 Beeld en concept', 4: '4 Adviseren en prioriteren',
  5: '5 Plan maken', 6: '6 Uitvoeren en volgen', 7: '7 Afronden en evalueren',
};
const FROM_REPEAT = 'Alleen in een herhaald subproces, bijvoorbeeld =partner.';

export default function markGroups(element, parts) {
  const bo = getBusinessObject(element);
  if (!isAny(bo, ['bpmn:Activity', 'bpmn:Event', 'bpmn:Gateway'])) return [];
  const { change, choices } = parts;
  const steps = Object.entries(STEPS).map(([value, label]) => ({ value, label }));
  const mark = (name) => ({ id: `merk-${name}`, get: () => change.mark(element, name), set: (value) => change.setMark(element, name, value) });
  const some = (name, label, more = {}) => several({ label, options: () => words(choices.woorden[name]), ...mark(name), ...more });
  return [
    group('stappen', 'Plaats in de zeven stappen', [
      pick({ label: 'Stap', options: () => steps, ...mark('stap') }),
      some('doel', 'Doel'),
      some('besluit', 'Besluit'),
      some('product', 'Product'),
    ]),
    is(bo, 'bpmn:CallActivity') && gate(change.mark(element, 'poort'), mark, some, steps, choices),
    group('privacy', 'Privacy', [throws(bo) && some('ontvanger', 'Voor wie het bericht is', { feelToo: FROM_REPEAT }), some('intrekken', 'Trekt toestemming in voor')]),
    correlates(bo) &&
      group('correlatie', 'Welk bericht bij welke wachter hoort', [
        feel({ label: 'Correlatie', description: 'Alleen gelijke waarden horen bij elkaar, bijvoorbeeld =partner.', ...mark('correlatie') }),
      ]),
  ];
}

function gate(kind, mark, some, steps, choices) {
  return group('poort', 'Privacypoort', [
    pick({ label: 'Poort', none: '(geen poort)', options: () => words(choices.woorden.poort), ...mark('poort') }),
    kind && some('stappen', 'Geldt in de stappen', { options: () => steps }),
    kind && some('gegeven', 'Voor de gegevens', { feelToo: FROM_REPEAT }),
    kind && some('verstrekker', 'Die komen van', { feelToo: FROM_REPEAT }),
    kind && some('ontvanger', 'En gaan naar', { feelToo: FROM_REPEAT }),
  ], { open: Boolean(kind) });
}

const named = (bo) => (bo.eventDefinitions || []).some((each) => isAny(each, ['bpmn:MessageEventDefinition', 'bpmn:SignalEventDefinition']));
const throws = (bo) => (is(bo, 'bpmn:SendTask') && !bo.get('camunda:topic')) || (is(bo, 'bpmn:ThrowEvent') && named(bo));
const correlates = (bo) => isAny(bo, ['bpmn:SendTask', 'bpmn:ReceiveTask']) || (bo.eventDefinitions || []).some((each) => is(each, 'bpmn:MessageEventDefinition'));
