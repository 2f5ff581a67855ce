"""Topics that Zevenstap plans itself, as jobs; no diagram uses them."""

from dossier.reminders import TOPIC as ACTION_REMINDER
from handlers.notices import MAIL

PLANNED_BY_US = frozenset({ACTION_REMINDER, MAIL})
