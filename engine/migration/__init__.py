"""Running cases go to another version of their package: a mapping, a dry run, the move as jobs, and the way back."""
