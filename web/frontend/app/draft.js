// <form data-draft-url="…"> is kept on the server while someone types; [data-draft-status] says so, and says what is
// not kept yet and why. Nothing is kept in the browser: a form may hold person data.
import { withoutFiles } from './fields.js';

const PAUSE = 3000;
const AGAIN = [5000, 10_000, 30_000]; // how long to wait after each failure in a row
const OUT = [0, 400, 401]; // sent on to the login page, or a token from before it
const LONG_AGO = 5 * 60_000; // after so long without a word from the server, a session may have ended

export function watchDrafts() {
  for (const form of document.querySelectorAll('form[data-draft-url]')) new Draft(form);
}

class Draft {
  dirty = false;
  failures = 0;
  leaving = false;
  heard = Date.now();

  constructor(form) {
    this.id = form.id;
    this.url = form.dataset.draftUrl;
    document.addEventListener('input', (event) => event.target.closest('form')?.id === this.id && this.typed());
    document.addEventListener('submit', (event) => event.target.id === this.id && this.sent(event));
    addEventListener('online', () => this.retry());
    addEventListener('focus', () => this.retry());
    addEventListener('pagehide', () => this.leave());
    addEventListener('beforeunload', (event) => this.mustStay() && event.preventDefault());
    document.addEventListener('visibilitychange', () => document.hidden && this.dirty && this.keep());
  }

  // A part of the page may have been drawn anew: the form is looked up each time.
  get form() {
    return document.getElementById(this.id);
  }

  typed() {
    this.dirty = true;
    if (!this.failures) this.say('unsaved', '');
    this.wait(this.failures ? this.pause() : PAUSE);
  }

  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), pause);
  }

  pause() {
    return AGAIN[Math.min(this.failures, AGAIN.length) - 1];
  }

  retry() {
    if (this.failures && this.dirty) this.keep();
  }

  // Whether it is kept now. Another login in another tab has another token: it is asked for once.
  async keep(renewed = false) {
    clearTimeout(this.timer);
    this.dirty = false;
    const status = await this.post();
    if (status === 204) return this.kept();
    this.dirty = true;
    if ((status === 400 || status === 401) && !renewed && (await this.renew())) return this.keep(true);
    if (status === 409) return this.failed('gone');
    if (status === 0 && (await this.renew()) && !renewed) return this.keep(true);
    return this.failed(this.reached && OUT.includes(status) ? 'out' : 'failed');
  }

  // The status of the answer; 0 when there was none, or when the server wants somebody to log in.
  async post() {
    const body = withoutFiles(new FormData(this.form));
    try {
      const answer = await fetch(this.url, { method: 'POST', body, redirect: 'manual' });
      this.reached = true;
      return answer.status;
    } catch {
      this.reached = false; // no connection
      return 0;
    }
  }

  // A fresh token for the forms of this page, when somebody is logged in.
  async renew() {
    if (!this.reached) return false;
    const answer = await fetch(location.href, { redirect: 'manual' }).catch(() => null);
    if (!answer?.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (whose(page) !== whose(document)) return false; // another person: it must not become his draft
    const token = page.querySelector('input[name=csrf_token]')?.value;
    for (const field of token ? document.querySelectorAll('input[name=csrf_token]') : []) field.value = token;
    return Boolean(token);
  }

  kept() {
    this.failures = 0;
    this.heard = Date.now();
    if (!this.dirty) this.say('kept', now());
    return true;
  }

  failed(why) {
    this.failures += 1;
    this.why = why;
    this.say(why, now());
    if (why !== 'gone') this.wait(this.pause());
    return false;
  }

  // Sent in the ordinary way, unless the answer could not be received: a browser would throw away what was typed.
  async sent(event) {
    if (event.defaultPrevented || this.leaving) return;
    clearTimeout(this.timer);
    const unsure = !navigator.onLine || this.failures || Date.now() - this.heard > LONG_AGO;
    this.leaving = !unsure;
    if (!unsure) return;
    event.preventDefault();
    const { submitter } = event;
    this.leaving = (await this.keep()) || this.why === 'gone'; // the server shows what was typed, to copy
    if (this.leaving) this.form.requestSubmit(submitter);
    else this.form.querySelector('[data-draft-status]')?.scrollIntoView({ block: 'nearest' });
  }

  leave() {
    if (this.dirty && !this.leaving) navigator.sendBeacon(this.url, withoutFiles(new FormData(this.form)));
  }

  // A page cannot keep a chosen file, nor what the server does not take: then the browser asks whether to leave.
  mustStay() {
    if (this.leaving) return false;
    const files = [...this.form.querySelectorAll('input[type=file]')].some((input) => input.files.length);
    return files || (this.dirty && this.failures > 0);
  }

  // What is not kept for a moment is not spoken: a screen reader would say so at every pause.
  say(what, time) {
    const status = this.form.querySelector('[data-draft-status]');
    if (!status) return;
    const unsaved = this.form.querySelector('[data-draft-unsaved]');
    if (unsaved) unsaved.hidden = what !== 'unsaved';
    for (const part of this.form.querySelectorAll('[data-draft-out]')) part.hidden = what !== 'out';
    const text = what === 'unsaved' ? '' : (status.dataset[what] ?? '').replace('{tijd}', time);
    if (status.textContent !== text) status.textContent = text;
  }
}

const whose = (page) => page.querySelector('.zs-gebruiker__wie b')?.textContent;

function now() {
  return new Date().toLocaleTimeString('nl-NL', { hour: 'numeric', minute: '2-digit' }).replace(':', '.');
}
