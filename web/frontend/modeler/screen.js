// Some words of the parts cannot be translated where they are made (diagram-js 15.28): they are replaced once they show.
const FIXED = { result: 'onderdeel', results: 'onderdelen', ' found': ' gevonden', 'Opened in popup': 'Open in een groter venster' };
const WHERE = '.djs-popup-search-count, .bio-properties-panel-feel-editor__open-popup-placeholder';

export function speakDutch(root) {
  const watch = new MutationObserver(() => {
    for (const part of root.querySelectorAll(WHERE)) for (const text of texts(part)) if (FIXED[text.data]) text.data = FIXED[text.data];
  });
  watch.observe(root, { subtree: true, childList: true, characterData: true });
}

function* texts(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}
