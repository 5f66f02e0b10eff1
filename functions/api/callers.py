"""Who asks, and what they may see."""

from functools import cache
from uuid import UUID

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from common.aws import sessions
from common.aws.configuration import TableConfiguration
from common.aws.sessions import Session
from common.model.owner import owner_of
from common.model.problem import PermanentError, problem
from functions.api.problems import not_found

NO_KEY = problem(
    "no-api-key", "An API key is needed", "Send your key in the header x-api-key.", status=401
)


@cache
def configuration() -> TableConfiguration:
    return TableConfiguration()


def owner(event: APIGatewayProxyEvent) -> str:
    """Return the owner id of the request's key; raises ``PermanentError`` (401)."""
    key = event.headers.get("x-api-key")
    if not key:
        raise PermanentError(NO_KEY)
    return owner_of(key)


def require_admin(event: APIGatewayProxyEvent) -> None:
    """Raise ``PermanentError`` (403) unless access/admin_owners lists the request's owner."""
    admins = configuration().values("access").get("admin_owners")
    if not isinstance(admins, list | set) or owner(event) not in admins:
        detail = "This key may not do that: it is not listed in access/admin_owners."
        raise PermanentError(problem("forbidden", "Not allowed", detail, status=403))


def session_of(event: APIGatewayProxyEvent, session_id: str) -> Session:
    """Return the request's owner's session; raises ``PermanentError`` (404)."""
    asking = owner(event)
    try:
        known = UUID(session_id)
    except ValueError:
        raise not_found("session") from None
    session = sessions.find(known) if str(known) == session_id.lower() else None
    if session is None or session.owner != asking:
        raise not_found("session")
    return session
