"""The same empty district as the tests of the acts have."""

from tests.service.conftest import empty_database, store  # noqa: F401
