"""Packages as files: zip archives and folders, before anything is stored."""
