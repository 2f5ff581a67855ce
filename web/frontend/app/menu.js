// The user menu is a <details>: Escape and a click elsewhere close it.
export function closeMenus() {
  const open = () => document.querySelector('.zs-gebruiker[open]');
  document.addEventListener('click', (event) => {
    if (open() && !open().contains(event.target)) open().removeAttribute('open');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !open()) return;
    const menu = open();
    menu.removeAttribute('open');
    menu.querySelector('summary').focus();
  });
}
