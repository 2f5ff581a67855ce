import words from './words.js';

// What has no Dutch yet is kept, so that a test can fail on it.
export const missing = new Set();
window.__untranslated = missing;

const own = new Set(['']); // what comes in Dutch already: the names of our templates

export const speaks = (texts) => texts.forEach((text) => own.add(text));

export default function translate(template, replacements = {}) {
  const found = words[template.toLowerCase().replaceAll('-', ' ')];
  if (found === undefined && !own.has(template)) missing.add(template);
  return (found ?? template).replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}
