"""Topics that Zevenstap plans itself, as jobs; no diagram uses them."""

from dossier.gate import REJECTIONS_TOPIC
from dossier.reminders import TOPIC as ACTION_REMINDER
from handlers.notices import MAIL

PLANNED_BY_US = frozenset({REJECTIONS_TOPIC, ACTION_REMINDER, MAIL})
