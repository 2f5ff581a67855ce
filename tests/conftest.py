"""What every folder of tests may use."""

from tests.databases import (
    database_url,
    databases,
    empty_database_url,
    module_database_url,
    pytest_addoption,
    pytest_collection_modifyitems,
)
from tests.postgres import postgresql, postgresql_url
from tests.quick import compile_routes_once
from tests.written import written

__all__ = [
    "database_url",
    "databases",
    "empty_database_url",
    "module_database_url",
    "postgresql",
    "postgresql_url",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "written",
]

compile_routes_once()
