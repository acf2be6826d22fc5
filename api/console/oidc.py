"""Signing in with the organisation's own OpenID Connect provider; off until its settings are given."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from api.console.routing import pages
from api.console.sign_in import safe_target, welcome
from api.state import State, state_of
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.errors import Conflict, InvalidSettings, NotAllowed, UnknownName

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

log = logging.getLogger(__name__)
router = pages()

_BACK = "/console/sign-in/returned"
_COOKIE = "pledge_going"
_MINUTES = 10
_SECONDS = 10.0
_SCOPE = "openid profile email"
#: Only signatures that nobody but the provider can make.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_LONGEST = 4_000


class ProviderFailed(Conflict):
    """The provider cannot be reached, or says what cannot be used."""

    def __init__(self) -> None:
        super().__init__(
            "Your organisation's sign-in does not answer as it should. "
            "Try again, or ask an administrator: the log says why."
        )


class NotRecognised(NotAllowed):
    """The provider has not vouched for this person, or not for a role here."""


@router.get("/sign-in/organisation")
def leave(request: Request, next: Annotated[str, Query(max_length=_LONGEST)] = "") -> Response:  # noqa: A002 - the field's name
    """Go to the provider, with what will be compared on the way back in a cookie."""
    state = state_of(request)
    going = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "next": safe_target(next),
        "exp": datetime.now(UTC) + timedelta(minutes=_MINUTES),
    }
    where = _discovered(_enabled(state.settings))
    address, _ = _client(request, state.settings).create_authorization_url(
        _said(where, "authorization_endpoint"),
        state=going["state"],
        nonce=going["nonce"],
        code_verifier=going["verifier"],
    )
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        _COOKIE,
        _sealed(state, going),
        max_age=_MINUTES * 60,
        path=_BACK,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/sign-in/returned")
def returned(
    request: Request,
    *,
    code: Annotated[str, Query(max_length=_LONGEST)] = "",
    state: Annotated[str, Query(max_length=_LONGEST)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Come back: compare, ask the provider who this is, sign them in."""
    ours = state_of(request)
    issuer = _enabled(ours.settings)
    going = _opened(ours, request.cookies.get(_COOKIE, ""))
    if not state or not secrets.compare_digest(state.encode(), str(going["state"]).encode()):
        raise NotRecognised("This sign-in was not begun here. Begin again at the sign-in page.")
    if error or not code:
        log.warning("the provider refused a sign-in: %r", error)
        raise NotRecognised("Your organisation's sign-in has not recognised you. Begin again at the sign-in page.")
    where = _discovered(issuer)
    claims = _claims(where, ours.settings, _token(request, where, code, str(going["verifier"])), str(going["nonce"]))
    account = ours.assistant.accounts.vouched_for(
        f"{issuer}|{claims['sub']}", _name(claims), _role(claims, ours.settings)
    )
    response = welcome(request, ours, account, safe_target(str(going["next"])))
    response.delete_cookie(_COOKIE, path=_BACK)
    return response


def _enabled(settings: Settings) -> str:
    """The provider's issuer.

    Raises:
        UnknownName: none is set: there is no such page.
        InvalidSettings: it is set without the rest.
    """
    if settings.oidc_issuer is None:
        raise UnknownName("page", "sign-in/organisation")
    if settings.oidc_client_id is None:
        raise InvalidSettings("PLEDGE_OIDC_ISSUER is set; set PLEDGE_OIDC_CLIENT_ID, too.")
    return settings.oidc_issuer


def _client(request: Request, settings: Settings) -> OAuth2Client:
    try:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - only where the organisation signs in
    except ImportError as error:
        message = "PLEDGE_OIDC_ISSUER is set, and a package is missing: pip install 'pledge[oidc]'."
        raise InvalidSettings(message) from error
    secret = settings.oidc_client_secret
    return OAuth2Client(
        settings.oidc_client_id,
        secret.get_secret_value() if secret else None,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope=_SCOPE,
        redirect_uri=f"{request.url.scheme}://{request.url.netloc}{_BACK}",
        code_challenge_method="S256",
        timeout=_SECONDS,
    )


def _discovered(issuer: str) -> Mapping[str, Any]:
    """What the provider says of itself."""
    found = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        log.error("the provider at %s calls itself %r", issuer, found.get("issuer"))
        raise ProviderFailed
    return found


def _fetched(url: str) -> Mapping[str, Any]:
    import httpx  # noqa: PLC0415 - only where the organisation signs in

    try:
        answer = httpx.get(url, timeout=_SECONDS).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        log.error("%s: %s", url, error)  # noqa: TRY400 - what the provider did is no fault of ours
        raise ProviderFailed from error
    if not isinstance(answer, dict):
        raise ProviderFailed
    return answer


def _token(request: Request, where: Mapping[str, Any], code: str, verifier: str) -> str:
    """The provider's signed word for who has signed in, for the code that came back."""
    import httpx  # noqa: PLC0415 - only where the organisation signs in
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - the same

    client = _client(request, state_of(request).settings)
    try:
        with client:
            answer = client.fetch_token(
                _said(where, "token_endpoint"), code=code, code_verifier=verifier, grant_type="authorization_code"
            )
    except (httpx.HTTPError, AuthlibBaseError, ValueError) as error:
        log.error("the provider gave no token: %s", error)  # noqa: TRY400 - the same
        raise ProviderFailed from error
    return _said(answer, "id_token")


def _claims(where: Mapping[str, Any], settings: Settings, token: str, nonce: str) -> Mapping[str, Any]:
    """What the token says, once its signature, issuer, audience, times and nonce are right."""
    import jwt  # noqa: PLC0415 - only where the organisation signs in

    try:
        keys = jwt.PyJWKSet.from_dict(dict(_fetched(_said(where, "jwks_uri"))))
        header = jwt.get_unverified_header(token)
        named = [key for key in keys.keys if key.key_id == header.get("kid")] or list(keys.keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            named[0],
            algorithms=_ALGORITHMS,
            issuer=settings.oidc_issuer,
            audience=settings.oidc_client_id,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            leeway=60,
        )
    except jwt.PyJWTError as error:
        log.error("the provider's token cannot be used: %s", error)  # noqa: TRY400 - the same
        raise ProviderFailed from error
    if claims.get("nonce") != nonce:
        log.error("the provider's token is of another sign-in")
        raise ProviderFailed
    return claims


def _name(claims: Mapping[str, Any]) -> str:
    named = (claims.get(name) for name in ("preferred_username", "email", "sub"))
    return next(str(name) for name in named if name)


def _role(claims: Mapping[str, Any], settings: Settings) -> Role:
    """The highest role that the claim holds, else the default one.

    Raises:
        NotRecognised: there is neither.
    """
    given = claims.get(settings.oidc_role_claim)
    names = given if isinstance(given, list) else [given]
    roles = [role for role in Role if role.value in names]
    if roles:
        return roles[-1]
    if settings.oidc_default_role == "none":
        raise NotRecognised(
            f"Your organisation gives you no role here. An administrator of its sign-in can: the claim is "
            f"'{settings.oidc_role_claim}'."
        )
    return Role(settings.oidc_default_role)


def _said(where: Mapping[str, Any], name: str) -> str:
    value = where.get(name)
    if not isinstance(value, str) or not value:
        log.error("the provider does not say its %s", name)
        raise ProviderFailed
    return value


def _sealed(state: State, going: Mapping[str, Any]) -> str:
    import jwt  # noqa: PLC0415 - only where the organisation signs in

    return jwt.encode(dict(going), _seal(state), algorithm="HS256")


def _opened(state: State, cookie: str) -> Mapping[str, Any]:
    import jwt  # noqa: PLC0415 - only where the organisation signs in

    try:
        found: dict[str, Any] = jwt.decode(cookie, _seal(state), algorithms=["HS256"])
    except jwt.PyJWTError as error:
        raise NotRecognised(
            "This sign-in took too long or began elsewhere. Begin again at the sign-in page."
        ) from error
    return found


def _seal(state: State) -> str:
    return state.assistant.sign_ins.form_token("going to the organisation's sign-in")
