// Comfort on top of pages that work without it. Each part looks for its own data attributes.
import { watchDrafts } from './draft.js';
import { focusErrors } from './errors.js';
import { fillLater } from './later.js';
import { followProgress } from './live.js';
import { closeMenus } from './menu.js';
import { refreshParts } from './parts.js';
import { lookAgain } from './quiet.js';

focusErrors();
closeMenus();
followProgress();
fillLater();
refreshParts();
watchDrafts();
lookAgain();
