"""The designer's desk: drafts of packages, their editors, trying out, comparing and publishing."""
