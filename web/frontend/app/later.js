// Parts that take the server a while: <div id="..." data-later="/address"> stands in the page at once, and is replaced by
// the part of that id in the page at the address. All parts of a page share one address, so it is asked for once.
export function fillLater() {
  const parts = [...document.querySelectorAll('[data-later][id]')];
  if (parts.length) fill(parts).catch((error) => console.error(error));
}

async function fill(parts) {
  const response = await fetch(parts[0].dataset.later);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
  }
}
