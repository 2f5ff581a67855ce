// Palette, context pad and menus offer what the engine runs (docs/ontwerper/bpmn-elementen.md), and nothing it refuses.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { isEventSubProcess } from 'bpmn-js/lib/util/DiUtil';

const LAST = 200; // below every other provider: these see what the others offer
const REFUSED = /compensation|complex-gateway|ad-?hoc|data-(object|store)|manual-task|participant-multiplicity|collection/;
const PLAIN_TASK = /^(create-|append-|replace-with-)(none-)?task$/;
const EVENT_START = /(message|timer|conditional|signal|error|escalation)-start$/;
const FLOWS = /(conditional|default)-flow$/;

const without = (entries, refused) => Object.fromEntries(Object.entries(entries).filter(([key]) => !refused(key)));

function Menus(popupMenu, palette, contextPad, elementFactory, create, autoPlace, translate) {
  for (const menu of ['bpmn-create', 'bpmn-append']) {
    popupMenu.registerProvider(menu, LAST, {
      getPopupMenuEntries: () => (entries) => without(entries, (key) => REFUSED.test(key) || PLAIN_TASK.test(key)),
    });
  }
  popupMenu.registerProvider('bpmn-replace', LAST, {
    getPopupMenuEntries: (element) => (entries) => without(entries, (key) => refusedFor(element, key)),
    getPopupMenuHeaderEntries: () => (entries) => without(entries, (key) => REFUSED.test(key)),
  });
  palette.registerProvider(LAST, { getPaletteEntries: () => onlyRunning });
  contextPad.registerProvider(LAST, { getContextPadEntries: (element) => (entries) => pad(element, entries) });

  const userTask = () => elementFactory.createShape({ type: 'bpmn:UserTask' });

  // the plain task does not run: the button makes a task for a person
  function onlyRunning(entries) {
    const start = (event) => create.start(event, userTask());
    const task = {
      group: 'activity',
      className: 'bpmn-icon-user-task',
      title: translate('Create user task'),
      action: { dragstart: start, click: start },
    };
    const kept = without(entries, (key) => REFUSED.test(key));
    return Object.fromEntries(Object.entries(kept).map(([key, entry]) => (key === 'create.task' ? [key, task] : [key, entry])));
  }

  function pad(element, entries) {
    const kept = without(entries, (key) => REFUSED.test(key));
    if (kept['append.append-task']) {
      const place = (event) => create.start(event, userTask(), { source: element });
      kept['append.append-task'] = {
        ...kept['append.append-task'],
        className: 'bpmn-icon-user-task',
        title: translate('Append user task'),
        action: { click: () => autoPlace.append(element, userTask()), dragstart: place },
      };
    }
    return kept;
  }
}
Menus.$inject = ['popupMenu', 'palette', 'contextPad', 'elementFactory', 'create', 'autoPlace', 'translate'];

function refusedFor(element, key) {
  if (REFUSED.test(key) || PLAIN_TASK.test(key)) return true;
  if (EVENT_START.test(key)) return !isEventSubProcess(element.parent);
  if (FLOWS.test(key)) return !is(element.source, 'bpmn:ExclusiveGateway') && !is(element.source, 'bpmn:InclusiveGateway');
  return false;
}

export default { __init__: ['menus'], menus: ['type', Menus] };
