// The create and append menus call elementTemplates.createElement, which the templates of Camunda 7 do not have
// (bpmn-js-create-append-anything 2.0, bpmn-js-element-templates 2.37): choosing one would throw. This supplies it.
function TemplateCreate(elementTemplates, elementFactory, eventBus) {
  if (elementTemplates.createElement) return;
  const waiting = new WeakMap();
  elementTemplates.createElement = (template) => {
    const shape = elementFactory.createShape({ type: template.elementType?.value || template.appliesTo[0] });
    shape.businessObject.name = template.name;
    waiting.set(shape, template);
    return shape;
  };
  // once the shape is on the canvas, and in the same undo step
  eventBus.on('commandStack.shape.create.postExecuted', 250, ({ context: { shape } }) => {
    const template = waiting.get(shape);
    if (!template) return;
    waiting.delete(shape);
    elementTemplates.applyTemplate(shape, template);
  });
}
TemplateCreate.$inject = ['elementTemplates', 'elementFactory', 'eventBus'];

// Our server makes the templates from the handlers, so they need no second look in the browser (600 KB of it).
function TemplateLoader(config, eventBus, elementTemplates) {
  eventBus.on('diagram.init', () => elementTemplates.set(config || []));
}
TemplateLoader.$inject = ['config.elementTemplates', 'eventBus', 'elementTemplates'];

export default {
  __init__: ['templateCreate', 'elementTemplatesLoader'],
  templateCreate: ['type', TemplateCreate],
  elementTemplatesLoader: ['type', TemplateLoader],
};
