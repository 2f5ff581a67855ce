import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { check, feel, group } from './entries.js';

// only behind a gateway that chooses does an arrow carry a condition
export default function flowGroups(element, { change, injector }) {
  const bo = getBusinessObject(element);
  const source = is(bo, 'bpmn:SequenceFlow') && bo.get('sourceRef');
  if (!source || !isAny(source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'])) return [];
  const isDefault = () => source.get('default') === bo;
  const condition = feel({
    id: 'voorwaarde',
    label: 'Deze weg als',
    feel: 'required',
    get: () => bo.get('conditionExpression')?.get('body'),
    set: (value) => {
      const made = value ? change.make('bpmn:FormalExpression', { body: value }, bo) : undefined;
      change.element(element, { conditionExpression: made });
    },
  });
  const standard = check({
    id: 'standaard',
    label: 'Standaardpijl: als geen andere kan',
    get: isDefault,
    set: (value) => {
      const gateway = injector.get('elementRegistry').get(source.get('id'));
      change.element(gateway, { default: value ? bo : undefined });
    },
  });
  return [group('weg', 'Voorwaarde', [!isDefault() && condition, standard], { open: true })];
}
