// Dragging with a mouse moves the drawing; a finger scrolls it without our help.
export default class Pan {
  constructor(scroller) {
    this.scroller = scroller;
    scroller.addEventListener('pointerdown', (event) => this.grab(event));
  }

  grab(event) {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    const { scroller } = this;
    const from = { x: event.clientX + scroller.scrollLeft, y: event.clientY + scroller.scrollTop };
    const stop = new AbortController();
    const move = (at) => {
      scroller.classList.add('is-schuivend');
      scroller.scrollTo(from.x - at.clientX, from.y - at.clientY);
    };
    const drop = () => {
      scroller.classList.remove('is-schuivend');
      stop.abort();
    };
    window.addEventListener('pointermove', move, { signal: stop.signal });
    window.addEventListener('pointerup', drop, { signal: stop.signal });
    window.addEventListener('pointercancel', drop, { signal: stop.signal });
  }
}
