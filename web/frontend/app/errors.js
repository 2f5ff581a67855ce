// The error summary gets the focus, and its links put the cursor in the field.
export function focusErrors() {
  document.querySelector('[data-error-summary]')?.focus();
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-error-summary] a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
}
