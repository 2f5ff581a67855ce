import words from './words.js';

// What has no Dutch yet is kept, so that a test can fail on it.
export const missing = new Set();
window.__untranslated = missing;

export default function translate(template, replacements = {}) {
  const found = words[template];
  if (found === undefined && !isDutch(template)) missing.add(template);
  return (found ?? template).replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

// names of templates and of our own groups come in Dutch
const own = new Set();
export const speakDutch = (texts) => texts.forEach((text) => own.add(text));
const isDutch = (text) => own.has(text) || text === '';
