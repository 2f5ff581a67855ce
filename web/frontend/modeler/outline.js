// What stands beside the drawing and comes from the server: the text of the diagram, its gates and what shares person data.
const SIGNS = { poorten: ['zs-el--poort', 'zs-teken--poort', 'Poort'], deelt: ['zs-el--deelt', 'zs-teken--deelt', 'Deelt'] };

export default class Outline {
  constructor(modeler, place, url) {
    this.canvas = modeler.get('canvas');
    this.overlays = modeler.get('overlays');
    this.registry = modeler.get('elementRegistry');
    this.place = place;
    this.url = url;
    this.marked = [];
  }

  async refresh() {
    let facts;
    try {
      const answer = await fetch(this.url, { cache: 'no-store' });
      if (!answer.ok) return;
      facts = await answer.json();
    } catch {
      return; // no connection: the next time that something is kept asks again
    }
    this.place.innerHTML = facts.omtrek;
    this.clear();
    for (const kind of Object.keys(SIGNS)) for (const row of facts[kind]) this.mark(kind, row);
  }

  clear() {
    this.overlays.remove({ type: 'privacy' });
    for (const [element, marker] of this.marked) if (this.registry.get(element)) this.canvas.removeMarker(element, marker);
    this.marked = [];
  }

  mark(kind, { element, tekst }) {
    if (!this.registry.get(element)) return;
    const [marker, className, label] = SIGNS[kind];
    this.canvas.addMarker(element, marker);
    this.marked.push([element, marker]);
    const html = document.createElement('span');
    html.className = `zs-teken ${className}`;
    html.textContent = label;
    html.title = tekst;
    this.overlays.add(element, 'privacy', { position: { top: -9, left: 26 }, html });
  }
}
