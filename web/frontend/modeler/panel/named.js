// What events and tasks refer to: messages, signals, errors and escalations, by a name that the whole package shares.
import { pick, text } from './entries.js';

const KINDS = {
  message: { type: 'bpmn:Message', ref: 'messageRef', by: 'name', one: 'Bericht', fresh: 'nieuw_bericht' },
  signal: { type: 'bpmn:Signal', ref: 'signalRef', by: 'name', one: 'Signaal', fresh: 'nieuw_signaal' },
  error: { type: 'bpmn:Error', ref: 'errorRef', by: 'errorCode', one: 'Fout', fresh: 'nieuwe_fout' },
  escalation: { type: 'bpmn:Escalation', ref: 'escalationRef', by: 'escalationCode', one: 'Escalatie', fresh: 'nieuwe_escalatie' },
};
const NEW = '=nieuw';

export function nameable(element, holder, tag, { change, choices }) {
  const kind = KINDS[tag];
  const root = holder.get(kind.ref);
  const here = () => change.roots(kind.type).filter((found) => found.get(kind.by));
  const elsewhere = () => [...choices.namen[tag], ...(tag === 'error' ? choices.fouten : [])];
  const options = () => {
    const names = [...new Set([...here().map((found) => found.get(kind.by)), ...elsewhere()])].sort();
    return [...names.map((name) => ({ value: name, label: name })), { value: NEW, label: `Nieuw: ${kind.one.toLowerCase()}…` }];
  };
  return [
    pick({
      id: `${tag}-keuze`,
      label: kind.one,
      options,
      none: tag === 'error' || tag === 'escalation' ? '(elke)' : undefined,
      get: () => root?.get(kind.by),
      set: (value) => choose(element, holder, kind, value, here(), change),
    }),
    root &&
      text({
        id: `${tag}-naam`,
        label: kind.by === 'name' ? 'Naam' : 'Code',
        description: 'Geldt overal in dit diagram waar deze naam staat.',
        get: () => root.get(kind.by),
        set: (value) => value && change.part(element, root, kind.by === 'name' ? { name: value } : { name: value, [kind.by]: value }),
      }),
  ];
}

function choose(element, holder, kind, value, here, change) {
  if (!value) return change.part(element, holder, { [kind.ref]: undefined });
  const wanted = value === NEW ? kind.fresh : value;
  let found = here.find((each) => each.get(kind.by) === wanted);
  if (!found) {
    found = change.make(kind.type, kind.by === 'name' ? { name: wanted } : { name: wanted, [kind.by]: wanted });
    change.addRoot(element, found);
  }
  return change.part(element, holder, { [kind.ref]: found });
}
