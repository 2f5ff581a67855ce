"""The privacy proof (DESIGN.md 6.1): which permissions hold where, on every path."""
