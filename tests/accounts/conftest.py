from tests.accounts.small_house import app, client, town  # noqa: F401
