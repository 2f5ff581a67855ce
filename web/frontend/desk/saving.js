// One file of a draft that is open in an editor: kept on the server while somebody works, and never over the work of
// another. The page has the bar of macros/saving.html; the server answers at web/desk/drafts.py.
//   const saving = new Saving(document.querySelector('[data-saving]'), { onSaved, onFindings });
//   const text = await saving.open();            the file as it is now
//   saving.changed(async () => newText);         after each change: kept two seconds after the last
//   await saving.flush();                        now, before leaving for another page of the draft
const PAUSE = 2000;
const AGAIN = 15000; // after a lost connection
const PRESENCE = 30000;
const REVISION = 'X-Revisie';

export class Saving {
  constructor(bar, { onSaved = () => {}, onFindings = () => {} } = {}) {
    this.bar = bar;
    this.data = bar.dataset;
    this.onSaved = onSaved;
    this.onFindings = onFindings;
    this.revision = this.data.revision || '0';
    this.read = null; // gives what has to be kept; null when all is kept
    this.queue = Promise.resolve();
    this.stopped = false; // after a conflict, until somebody chooses
    addEventListener('beforeunload', (event) => this.read && event.preventDefault());
    addEventListener('online', () => this.read && this.flush());
    this.chooseInConflict();
  }

  // The text of the file, with the revision it has; also begins to tell that it is open.
  async open() {
    const answer = await fetch(this.data.file, { cache: 'no-store' });
    if (!answer.ok) throw new Error(`${this.data.file}: ${answer.status}`);
    this.revision = answer.headers.get(REVISION);
    this.tellPresence();
    this.askFindings();
    return answer.text();
  }

  // Something changed; `read` gives the whole text, as a promise or at once.
  changed(read) {
    this.read = read;
    this.say('bezig');
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  // Keep what was changed now; true when nothing is left to keep.
  flush() {
    clearTimeout(this.timer);
    this.queue = this.queue.then(() => this.keep());
    return this.queue;
  }

  async keep() {
    const read = this.read;
    if (!read) return true;
    if (this.stopped) return false;
    let content;
    try {
      content = await read();
    } catch (error) {
      return this.say('fout', { reden: error.message });
    }
    let answer;
    try {
      answer = await this.put(content);
    } catch {
      this.timer = setTimeout(() => this.flush(), AGAIN);
      return this.say('weg');
    }
    return this.heard(answer, read, content);
  }

  put(content) {
    const headers = { [REVISION]: this.revision, 'X-CSRFToken': this.data.csrf };
    return fetch(this.data.file, { method: 'PUT', body: content, headers, redirect: 'manual' });
  }

  // The session is over. Signing in again gives another token, so that is fetched before each new try.
  async signedOut() {
    this.say('uitgelogd');
    this.timer = setTimeout(async () => {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
      this.data.csrf = page.querySelector('[data-saving]')?.dataset.csrf || this.data.csrf;
      this.flush();
    }, AGAIN);
    return false;
  }

  async heard(answer, read, content) {
    if (answer.type === 'opaqueredirect') return this.signedOut();
    if (answer.status === 409) return this.conflict(await answer.json());
    if (!answer.ok) return this.say('fout', { reden: await reasonOf(answer) });
    const { revisie, om } = await answer.json();
    this.revision = String(revisie);
    if (this.read === read) this.read = null; // nothing was changed meanwhile
    this.say(this.read ? 'bezig' : 'bewaard', { tijd: clock(om) });
    this.onSaved(content);
    this.askFindings();
    return !this.read;
  }

  say(state, facts = {}) {
    const status = this.bar.querySelector('[data-status]');
    const words = Object.entries(facts).reduce((text, [key, value]) => text.replace(`{${key}}`, value), status.dataset[state]);
    if (status.textContent !== words) status.textContent = words;
    this.bar.dataset.state = state;
    return false;
  }

  // Somebody else kept this file since we read it: ours stays on the screen, and the person chooses.
  conflict({ wie, om }) {
    this.stopped = true;
    this.say('botsing', { wie, tijd: clock(om) });
    const dialog = this.bar.querySelector('dialog');
    dialog.querySelector('[data-who]').textContent = this.bar.querySelector('[data-status]').textContent;
    if (!dialog.open) dialog.showModal();
    return false;
  }

  chooseInConflict() {
    const dialog = this.bar.querySelector('dialog');
    this.bar.querySelector('[data-conflict]')?.addEventListener('click', () => dialog.showModal());
    dialog.querySelector('[data-theirs]').addEventListener('click', () => {
      this.read = null;
      location.reload();
    });
    dialog.querySelector('[data-mine]').addEventListener('click', () => this.keepMine(dialog));
    dialog.querySelector('[data-copy]').addEventListener('click', async () => {
      if (this.read) download(this.data.file.split('/').pop(), await this.read());
    });
  }

  async keepMine(dialog) {
    try {
      const answer = await fetch(this.data.file, { cache: 'no-store' });
      if (answer.ok) this.revision = answer.headers.get(REVISION);
    } catch {
      return this.say('weg');
    }
    this.stopped = false;
    dialog.close();
    return this.flush();
  }

  async askFindings() {
    try {
      const answer = await fetch(this.data.findings, { cache: 'no-store' });
      if (answer.ok) this.onFindings((await answer.json()).bevindingen);
    } catch {
      // no connection: the next time that something is kept asks again
    }
  }

  async tellPresence() {
    const body = new URLSearchParams({ pad: this.data.path });
    try {
      const answer = await fetch(this.data.presence, { method: 'POST', body, headers: { 'X-CSRFToken': this.data.csrf } });
      if (answer.ok) this.showOthers((await answer.json()).anderen);
    } catch {
      // no connection: that is said where things are kept
    }
    setTimeout(() => this.tellPresence(), PRESENCE);
  }

  showOthers(names) {
    const part = this.bar.querySelector('[data-others]');
    const words = names.length ? part.dataset.others.replace('{wie}', names.join(', ')) : '';
    if (part.textContent !== words) part.textContent = words;
  }
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString('nl-NL', { hour: 'numeric', minute: '2-digit' }).replace(':', '.');
}

// The server answers a refusal with a page: its sentence is what we show.
async function reasonOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('main [data-reason], main p')?.textContent.trim() || `fout ${answer.status}`;
}

export function download(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = decodeURIComponent(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), PRESENCE);
}
