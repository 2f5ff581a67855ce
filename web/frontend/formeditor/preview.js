// The form as the server draws it, in a frame: again after each change, with the answers that stand in it.
const PAUSE = 600;
const OURS = ['csrf_token', '_formulier', '_rol', '_gegevens'];

export class Preview {
  constructor(form, text) {
    this.form = form;
    this.frame = form.closest('section').querySelector('iframe');
    this.text = text;
    this.queue = Promise.resolve();
    // another role or other data begin the form anew: what stands in it belonged to the one before
    form.addEventListener('change', ({ target }) => target.name !== '_breedte' && this.draw('leeg'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.draw(event.submitter?.value || '');
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(''), PAUSE);
  }

  draw(stand) {
    clearTimeout(this.timer);
    this.queue = this.queue.then(() => this.redraw(stand)).catch((error) => console.error(error));
  }

  async redraw(stand) {
    const body = this.answers();
    for (const name of OURS) body.set(name, this.form.elements[name].value);
    body.set('_formulier', this.text());
    if (stand) body.set('_stand', stand);
    const answer = await fetch(this.form.action, { method: 'POST', body });
    if (!answer.ok || answer.redirected) return; // signed out, or the draft is gone: the bar for saving says so
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const old = this.frame.contentDocument?.getElementById('voorbeeld');
    const fresh = page.getElementById('voorbeeld');
    if (old && fresh) old.replaceWith(this.frame.contentDocument.adoptNode(fresh));
  }

  // What was filled in; not when nothing was, so that the form begins as it does in a case.
  answers() {
    const form = this.frame.contentDocument?.querySelector('#formulier');
    const body = form ? new FormData(form) : new FormData();
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  }
}
