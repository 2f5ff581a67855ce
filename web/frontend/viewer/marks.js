// Where the case is: [{element, state, count, label, href}], state done | active | overdue | waiting | skipped.
// Or how it can go wrong: state fault, with the number in the list as label.
// Or what differs in another version: added | removed | changed | moved, with the word for it as label.
const SIGNS = { done: '✓', skipped: '»', waiting: '…' };
const SMALL = 50; // an event or gateway shows by its line that it is behind us; a sign would hide the arrows

export default class Marks {
  constructor(viewer, marks, late) {
    this.late = late;
    this.canvas = viewer.get('canvas');
    this.overlays = viewer.get('overlays');
    this.eventBus = viewer.get('eventBus');
    const registry = viewer.get('elementRegistry');
    // a diagram may be newer than the case: a mark without its element is left out
    this.marks = marks.filter((mark) => registry.get(mark.element));
    this.shapes = new Map(this.marks.map((mark) => [mark.element, registry.get(mark.element)]));
  }

  show() {
    for (const mark of this.marks) {
      this.canvas.addMarker(mark.element, `zs-el--${mark.state}`);
      if (mark.href) this.canvas.addMarker(mark.element, 'zs-el--link');
      if (this.hasBadge(mark)) this.overlays.add(mark.element, this.badge(mark));
    }
    const hrefs = new Map(this.marks.filter((mark) => mark.href).map((mark) => [mark.element, mark.href]));
    this.eventBus.on('element.click', ({ element }) => {
      if (hrefs.has(element.id)) window.location.assign(hrefs.get(element.id));
    });
  }

  hasBadge({ element, state }) {
    const { waypoints, width } = this.shapes.get(element);
    return !waypoints && !(width <= SMALL && state in SIGNS);
  }

  badge({ element, state, count = 1, label }) {
    const html = document.createElement('span');
    html.className = `zs-bord-teken zs-bord-teken--${state}`;
    html.textContent = label || SIGNS[state] || (state === 'overdue' ? this.lateText(count) : String(count));
    // right of the sign of the task's kind, left of a boundary event
    return { position: { top: -11, left: Math.min(28, this.shapes.get(element).width - 12) }, html };
  }

  lateText(count) {
    return count > 1 ? `${count} ${this.late.toLowerCase()}` : this.late;
  }

  // What the reader comes for: the first element that is open now.
  focus() {
    const open = this.marks.find((mark) => ['overdue', 'active', 'fault', 'added', 'removed', 'changed'].includes(mark.state));
    return open && this.shapes.get(open.element);
  }
}
