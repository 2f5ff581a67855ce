"""Topics that Zevenstap plans itself, as jobs; no diagram uses them."""

from dossier.gate import REJECTIONS_TOPIC
from dossier.informing import LETTER_TOPIC as INFORMATION_LETTER
from dossier.reminders import TOPIC as ACTION_REMINDER
from handlers.notices import MAIL

PLANNED_BY_US = frozenset({REJECTIONS_TOPIC, ACTION_REMINDER, INFORMATION_LETTER, MAIL})
