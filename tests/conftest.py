"""What every folder of tests may use."""

from tests.postgres import postgresql, postgresql_url

__all__ = ["postgresql", "postgresql_url"]
