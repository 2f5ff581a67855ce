"""Every table of the dossier, so that one import makes them all known to the database."""

from dossier import (
    actions,
    destruction,
    documents,
    drafts,
    groups,
    keys,
    logins,
    looks,
    organisations,
    privacy,
    registers,
    reminders,
    scores,
    seals,
    users,
    vault,
)

MODULES = (
    actions,
    destruction,
    documents,
    drafts,
    groups,
    keys,
    logins,
    looks,
    organisations,
    privacy,
    registers,
    reminders,
    scores,
    seals,
    users,
    vault,
)
