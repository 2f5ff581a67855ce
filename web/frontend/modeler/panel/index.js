// The properties that Zevenstap honours, and none that it ignores: docs/ontwerper/bpmn-elementen.md.
import callGroups from './call.js';
import Change from './change.js';
import decisionGroups from './decision.js';
import eventGroups from './event.js';
import flowGroups from './flow.js';
import generalGroups from './general.js';
import markGroups from './marks.js';
import parameterGroups from './parameters.js';
import peopleGroups from './people.js';
import repeatGroups from './repeat.js';
import workGroups from './work.js';

const GROUPS = [
  generalGroups,
  peopleGroups,
  workGroups,
  decisionGroups,
  callGroups,
  eventGroups,
  flowGroups,
  repeatGroups,
  parameterGroups,
  markGroups,
];

function Properties(propertiesPanel, injector, choices) {
  const change = injector.instantiate(Change);
  const parts = { change, choices, injector };
  propertiesPanel.registerProvider(500, {
    getGroups: (element) => (groups) => [...groups, ...GROUPS.flatMap((groupsOf) => groupsOf(element, parts)).filter(Boolean)],
  });
}
Properties.$inject = ['propertiesPanel', 'injector', 'config.choices'];

// what may be typed in an expression: the functions of our engine, and the names that this diagram knows
function FeelWords(choices) {
  const builtins = choices.functies.map(({ naam, parameters, vormen }) => ({
    name: naam,
    type: 'function',
    params: parameters.map((name) => ({ name })),
    info: vormen.join(' of '),
  }));
  this.language = { parserDialect: 'camunda', builtins };
  this.variables = choices.variabelen.map((name) => ({ name, detail: 'variabele' }));
}
FeelWords.$inject = ['config.choices'];

export default {
  __init__: ['zevenstapProperties'],
  zevenstapProperties: ['type', Properties],
  feelWords: ['type', FeelWords],
};
