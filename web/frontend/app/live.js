// A part that tells how far work is: <div id="..." data-live="2"> is asked for again every 2 seconds, for as long as the
// server says so. When the work is over the whole page is shown again, with what can be done next.

export function followProgress() {
  const part = document.querySelector('[data-live][id]');
  if (part) setTimeout(() => ask(part).catch((error) => console.error(error)), Number(part.dataset.live) * 1000);
}

async function ask(part) {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById(part.id);
  if (!fresh?.dataset.live) return location.reload();
  if (!part.contains(document.activeElement)) part.replaceWith(fresh);
  else part.querySelector('progress').value = fresh.querySelector('progress').value;
  followProgress();
}
