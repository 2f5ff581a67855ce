// Zooming changes the size of the drawing; the page's own scrolling does the rest, for wheel, finger and arrow keys.
const MARGIN = 16;
const READABLE = 0.85; // smaller, a label of 11 pixels cannot be read
const SMALLEST = 0.2;
const LARGEST = 2;
const STEP = 1.25;

export default class Zoom {
  constructor(viewer, scroller, canvas) {
    this.viewer = viewer.get('canvas');
    this.scroller = scroller;
    this.canvas = canvas;
    this.inner = this.viewer.viewbox().inner;
  }

  fitting() {
    return Math.min(1, this.scroller.clientWidth / (this.inner.width + 2 * MARGIN));
  }

  bind(figure) {
    const acts = {
      in: () => this.set(this.scale * STEP),
      out: () => this.set(this.scale / STEP),
      fit: () => this.set(this.fitting()),
    };
    for (const button of figure.querySelectorAll('[data-zoom]')) {
      button.addEventListener('click', acts[button.dataset.zoom]);
      button.closest('[hidden]')?.removeAttribute('hidden');
    }
    const keys = { '+': acts.in, '=': acts.in, '-': acts.out, 0: acts.fit };
    this.scroller.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      keys[event.key]();
      event.preventDefault();
    });
  }

  start(shape) {
    this.set(Math.max(this.fitting(), READABLE));
    if (shape) this.reveal(shape);
  }

  set(wanted) {
    const middle = this.middle();
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, wanted));
    const width = this.inner.width + 2 * MARGIN;
    const height = this.inner.height + 2 * MARGIN;
    this.canvas.style.width = `${Math.floor(width * this.scale)}px`;
    this.canvas.style.height = `${Math.floor(height * this.scale)}px`;
    this.viewer.resized();
    this.viewer.viewbox({ x: this.inner.x - MARGIN, y: this.inner.y - MARGIN, width, height });
    if (middle) this.centre(middle);
  }

  middle() {
    if (!this.scale) return null;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroller;
    return { x: (scrollLeft + clientWidth / 2) / this.scale, y: (scrollTop + clientHeight / 2) / this.scale };
  }

  centre({ x, y }) {
    this.scroller.scrollLeft = x * this.scale - this.scroller.clientWidth / 2;
    this.scroller.scrollTop = y * this.scale - this.scroller.clientHeight / 2;
  }

  reveal(shape) {
    this.centre({
      x: shape.x + shape.width / 2 - this.inner.x + MARGIN,
      y: shape.y + shape.height / 2 - this.inner.y + MARGIN,
    });
  }
}
