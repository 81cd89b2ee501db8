"""A directory to sign in by: Django OAuth Toolkit on loopback, told what to know line by line.

Run as ``python -m tests.access.directory_site FOLDER``; it writes its address as its first line.
Each line that comes in is a JSON object: ``{"redirects": [...]}`` of the one program it knows,
``{"person": name, "claims": {...}}`` of somebody who signs in with his name as his password, or
``{"consent": false}``; each is answered by one line.
"""

from __future__ import annotations

import json
import socketserver
import sys
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

CLIENT, SECRET = "gege", "a secret with: signs % and +"
_LOGIN = (
    '<form method="post"><input name="username"><input name="password" type="password">'
    '<input type="hidden" name="next" value="{next}"><button>Sign in</button></form>'
)
_CLAIMS: dict[str, dict[str, Any]] = {}


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def settle(folder: Path, issuer: str) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="of a test",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        # Its tables as they are today: its own migrations are not what is tried here.
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "oauth2_provider")),
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "directory.db"),
            }
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        LOGIN_URL="/login/",
        STATIC_URL="/static/",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": (folder / "key.pem").read_text(encoding="ascii"),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who you are", "profile": "your name"},
        },
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)


def _application() -> Any:
    from oauth2_provider.models import get_application_model

    kind = get_application_model()
    return kind.objects.filter(client_id=CLIENT).first() or kind(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type=kind.CLIENT_CONFIDENTIAL,
        authorization_grant_type=kind.GRANT_AUTHORIZATION_CODE,
        algorithm=kind.RS256_ALGORITHM,
        name="Gege",
    )


def told(said: dict[str, Any]) -> None:
    from django.contrib.auth import get_user_model

    if "person" in said:
        kind = get_user_model()
        if not kind.objects.filter(username=said["person"]).exists():
            kind.objects.create_user(said["person"], password=said["person"])
        _CLAIMS[said["person"]] = said["claims"]
        return
    known = _application()
    if "redirects" in said:
        known.redirect_uris = " ".join(said["redirects"])
        known.post_logout_redirect_uris = known.redirect_uris.replace("directory-back", "sign-in")
    known.skip_authorization = not said.get("consent", True)
    known.save()


def main(folder: Path) -> None:
    server = _Server(("127.0.0.1", 0), _Quiet)
    issuer = f"http://localhost:{server.server_port}"
    settle(folder, issuer)
    from django.core.wsgi import get_wsgi_application

    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    print(issuer, flush=True)  # noqa: T201
    for line in sys.stdin:
        told(json.loads(line))
        print("done", flush=True)  # noqa: T201


def __getattr__(name: str) -> Any:
    """Give what Django asks this module for by name, once it is set up."""
    if name == "urlpatterns":
        from django.contrib.auth import authenticate, login
        from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
        from django.urls import include, path
        from django.utils.html import escape

        def sign_in(request: HttpRequest) -> HttpResponse:
            said = request.POST
            found = authenticate(username=said.get("username"), password=said.get("password"))
            if found is None:
                return HttpResponse(_LOGIN.format(next=escape(request.GET.get("next", "/"))))
            login(request, found)
            return HttpResponseRedirect(said["next"])

        return [
            path("login/", sign_in),
            path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
        ]
    if name == "Validator":
        from oauth2_provider.oauth2_validators import OAuth2Validator

        class Validator(OAuth2Validator):
            oidc_claim_scope = None

            def get_additional_claims(self, request: Any) -> dict[str, Any]:
                return _CLAIMS.get(request.user.username, {})

        return Validator
    raise AttributeError(name)


if __name__ == "__main__":
    # Django knows this module by its name, not as the program that runs.
    from tests.access import directory_site

    directory_site.main(Path(sys.argv[1]))
