"""Who a session belongs to."""

import hashlib


def owner_of(api_key: str) -> str:
    """Return the owner id of an API key: a digest, so that it can stand in paths and logs.

    Derived from the key itself and not from API Gateway's key id, because the intake prefix
    must be known to a client that holds only its key.
    """
    return "o" + hashlib.sha256(api_key.encode()).hexdigest()[:20]
