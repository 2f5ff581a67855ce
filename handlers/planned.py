"""Topics that Zevenstap plans itself, as jobs; no diagram uses them."""

from dossier import archive
from dossier.gate import REJECTIONS_TOPIC
from dossier.informing import LETTER_TOPIC as INFORMATION_LETTER
from dossier.reminders import TOPIC as ACTION_REMINDER
from dossier.retention import CERTIFY, DESTROY
from dossier.scores import TOPIC as SCORE_REMINDER
from handlers.notices import MAIL

PLANNED_BY_US = frozenset(
    {archive.DESTROY, CERTIFY, DESTROY, REJECTIONS_TOPIC, ACTION_REMINDER, INFORMATION_LETTER, MAIL, SCORE_REMINDER}
)
