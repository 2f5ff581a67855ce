// A new element gets an id that people can read, from its kind and later from its name, as the national diagrams have.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

const MADE = /_[0-9a-z]{7}$/; // how bpmn-js ends the ids that it makes itself
const LONGEST = 60;

export function readable(name) {
  const plain = name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, LONGEST).replace(/_+$/, '');
}

export function free(wanted, taken) {
  if (!taken(wanted)) return wanted;
  let number = 2;
  while (taken(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}

function ReadableIds(eventBus, modeling, bpmnjs) {
  const taken = (id) => Boolean(bpmnjs._moddle.ids.assigned(id));
  eventBus.on('commandStack.element.updateLabel.postExecuted', ({ context }) => name(context.element));
  eventBus.on('commandStack.element.updateProperties.postExecuted', ({ context }) => {
    if ('name' in context.properties) name(context.element);
  });

  function name(element) {
    const shape = element.labelTarget || element;
    const bo = getBusinessObject(shape);
    if (!is(bo, 'bpmn:FlowNode') || !MADE.test(bo.id)) return;
    const wanted = readable(bo.name || '');
    if (wanted) modeling.updateProperties(shape, { id: free(wanted, taken) });
  }
}
ReadableIds.$inject = ['eventBus', 'modeling', 'bpmnjs'];

export default { __init__: ['readableIds'], readableIds: ['type', ReadableIds] };
