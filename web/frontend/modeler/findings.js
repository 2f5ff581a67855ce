// What the check says, as a list and on the elements. The server is the only one that checks.
const WORDS = { error: 'Fout', warning: 'Let op', info: 'Ter info' };
const PATH = 'zs-el--weg';

export default class Findings {
  constructor(modeler, place, path) {
    this.canvas = modeler.get('canvas');
    this.overlays = modeler.get('overlays');
    this.registry = modeler.get('elementRegistry');
    this.selection = modeler.get('selection');
    this.place = place;
    this.path = path;
    this.marked = [];
    modeler.on('import.done', () => this.found && this.show(this.found));
  }

  show(found) {
    this.found = found;
    this.draw(found.filter((finding) => finding.file === this.path));
    const mine = found.filter((finding) => finding.file === this.path);
    const others = found.filter((finding) => finding.file !== this.path);
    this.place.replaceChildren(
      this.group('In dit diagram', mine, 'Geen bevindingen in dit diagram.'),
      ...(others.length ? [this.group('In andere bestanden', others)] : []),
    );
    this.place.dataset.count = String(mine.length);
  }

  group(title, found, none) {
    const part = document.createElement('section');
    part.append(node('h3', 'utrecht-heading-3', found.length ? `${title} (${found.length})` : title));
    if (!found.length) part.append(node('p', 'utrecht-paragraph', none));
    const list = node('ul', 'zs-lijst zs-rijen');
    list.append(...found.map((finding) => this.row(finding)));
    part.append(list);
    return part;
  }

  row(finding) {
    const row = node('li', `zs-vondst zs-vondst--${finding.severity}`);
    row.append(node('b', 'zs-vondst__soort', WORDS[finding.severity]), node('p', 'utrecht-paragraph', finding.message));
    if (finding.weg) row.append(node('p', 'utrecht-paragraph zs-meta', `Zo kan het misgaan: ${finding.weg}`));
    if (finding.hint) row.append(node('p', 'utrecht-paragraph zs-meta', `Wat kunt u doen: ${finding.hint}`));
    const way = this.way(finding);
    if (way) row.append(way);
    return row;
  }

  way(finding) {
    if (finding.file === this.path) {
      if (!finding.element) return null;
      const button = node('button', 'utrecht-button utrecht-button--subtle', `Ga naar ${this.nameOf(finding.element)}`);
      button.type = 'button';
      button.addEventListener('click', () => this.goTo(finding.element));
      return button;
    }
    const link = node(finding.adres ? 'a' : 'span', 'utrecht-link utrecht-link--html-a', finding.file.split('/').pop());
    if (finding.adres) link.href = finding.adres;
    return link;
  }

  nameOf(id) {
    const name = this.registry.get(id)?.businessObject.get('name');
    return name ? `“${name}”` : id;
  }

  goTo(id) {
    const element = this.registry.get(id);
    if (!element) return;
    this.canvas.scrollToElement(element, 100);
    this.selection.select(element);
    this.canvas.getContainer().scrollIntoView({ block: 'nearest' });
  }

  draw(found) {
    this.overlays.remove({ type: 'bevinding' });
    for (const [element, marker] of this.marked) if (this.registry.get(element)) this.canvas.removeMarker(element, marker);
    this.marked = [];
    const perElement = Map.groupBy(found, (finding) => finding.element);
    for (const [id, findings] of perElement) if (this.registry.get(id)) this.sign(id, findings);
    for (const step of (this.found || []).flatMap((finding) => finding.path || [])) {
      this.mark(step.element, PATH);
      this.mark(step.flow, PATH);
    }
  }

  mark(id, marker) {
    const element = id && this.registry.get(id);
    if (!element || element === this.canvas.getRootElement()) return;
    this.canvas.addMarker(element, marker);
    this.marked.push([id, marker]);
  }

  sign(id, findings) {
    const element = this.registry.get(id);
    if (element === this.canvas.getRootElement()) return;
    const severity = ['error', 'warning', 'info'].find((each) => findings.some((finding) => finding.severity === each));
    const html = node('span', `zs-teken zs-teken--${severity}`, severity === 'error' ? '!' : severity === 'warning' ? '?' : 'i');
    html.title = findings.map(({ message, hint }) => [message, hint].filter(Boolean).join(' ')).join('\n');
    html.addEventListener('click', () => this.selection.select(element));
    const at = element.waypoints ? { top: -20, left: 0 } : { top: -10, right: 10 };
    this.overlays.add(element, 'bevinding', { position: at, html });
    this.mark(id, `zs-el--${severity}`);
  }
}

function node(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
