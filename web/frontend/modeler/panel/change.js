// Changes to what an element says, each one step to undo.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

export default class Change {
  constructor(bpmnFactory, modeling, bpmnjs) {
    this.factory = bpmnFactory;
    this.modeling = modeling;
    this.bpmnjs = bpmnjs;
  }

  get definitions() {
    return this.bpmnjs.getDefinitions();
  }

  make(type, attributes, parent) {
    const made = this.factory.create(type, attributes);
    if (parent) made.$parent = parent;
    return made;
  }

  // attributes of the element itself (what is drawn follows)
  element(element, properties) {
    this.modeling.updateProperties(element, clean(properties));
  }

  // attributes of a part of it
  part(element, moddle, properties) {
    this.modeling.updateModdleProperties(element, moddle, clean(properties));
  }

  // a part that holds one expression: condition, timer, completion condition
  expression(element, moddle, name, body) {
    const made = body ? this.make('bpmn:FormalExpression', { body }, moddle) : undefined;
    this.part(element, moddle, { [name]: made });
  }

  extensions(element, type) {
    return (getBusinessObject(element).get('extensionElements')?.get('values') || []).filter((found) => found.$type === type);
  }

  // all extension elements of one type, replaced by these; the others stay where they are
  setExtensions(element, type, made) {
    const bo = getBusinessObject(element);
    const box = bo.get('extensionElements');
    const others = (box?.get('values') || []).filter((found) => found.$type !== type);
    const values = [...others, ...made];
    if (!values.length) return box && this.part(element, bo, { extensionElements: undefined });
    if (box) {
      for (const each of made) each.$parent = box;
      return this.part(element, box, { values });
    }
    const fresh = this.make('bpmn:ExtensionElements', { values }, bo);
    for (const each of made) each.$parent = fresh;
    return this.part(element, bo, { extensionElements: fresh });
  }

  // the rows of a holder such as camunda:Properties; without rows the holder goes too, unless it holds more
  setRows(element, type, list, rows) {
    const holder = this.extensions(element, type)[0];
    if (holder) {
      for (const row of rows) row.$parent = holder;
      const more = Object.keys(holder).some((key) => key !== list && Array.isArray(holder[key]) && holder[key].length);
      if (rows.length || more) return this.part(element, holder, { [list]: rows });
      return this.setExtensions(element, type, []);
    }
    if (!rows.length) return null;
    const fresh = this.make(type, { [list]: rows });
    for (const row of rows) row.$parent = fresh;
    return this.setExtensions(element, type, [fresh]);
  }

  rows(element, type, list) {
    return this.extensions(element, type)[0]?.get(list) || [];
  }

  // camunda:properties: the marks
  mark(element, name) {
    return this.rows(element, 'camunda:Properties', 'values').find((row) => row.name === name)?.value || '';
  }

  setMark(element, name, value) {
    const rows = this.rows(element, 'camunda:Properties', 'values');
    const found = rows.find((row) => row.name === name);
    if (found && value) return this.part(element, found, { value });
    const others = rows.filter((row) => row !== found);
    const made = value ? [this.make('camunda:Property', { name, value })] : [];
    return this.setRows(element, 'camunda:Properties', 'values', [...others, ...made]);
  }

  // camunda:inputOutput
  parameter(element, list, name) {
    return this.rows(element, 'camunda:InputOutput', list).find((row) => row.name === name);
  }

  setParameter(element, list, name, value) {
    const rows = this.rows(element, 'camunda:InputOutput', list);
    const found = rows.find((row) => row.name === name);
    if (found && value) return this.part(element, found, { value });
    const type = list === 'inputParameters' ? 'camunda:InputParameter' : 'camunda:OutputParameter';
    const made = value ? [this.make(type, { name, value })] : [];
    return this.setRows(element, 'camunda:InputOutput', list, [...rows.filter((row) => row !== found), ...made]);
  }

  // messages, signals, errors and escalations of this diagram
  roots(type) {
    return this.definitions.get('rootElements').filter((found) => found.$type === type);
  }

  addRoot(element, made) {
    made.$parent = this.definitions;
    this.part(element, this.definitions, { rootElements: [...this.definitions.get('rootElements'), made] });
  }
}
Change.$inject = ['bpmnFactory', 'modeling', 'bpmnjs'];

// an empty field is no attribute
function clean(properties) {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, value === '' ? undefined : value]));
}
