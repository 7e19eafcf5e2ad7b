"""A platform behind Apache and mod_auth_openidc, as many public bodies run them.

Not in the demo: a test or a trainer asks for it (``Options.apache``). One server, two platforms:
below ``/session`` a web session in a cookie that is set anew while it is used, below ``/jetons``
access tokens of Hexagone's authorization server (RFC 6750). Behind both, Géo Armor's pygeoapi
with all its collections; its links are rewritten on the way.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping
from urllib.parse import quote

from workshop.identity_process import ProConnectClient, new_secret
from workshop.processes import Server

NAME = "apache"
SESSION_ID = "atelier-apache-session"
TOKENS_ID = "atelier-apache-jetons"
PROGRAM = Path("/usr/sbin/apache2")
MODULE = Path("/usr/lib/apache2/modules/mod_auth_openidc.so")
IDLE_S = 10
"""A session ends when it is not used for this long; a new cookie comes every tenth of it."""

_COOKIE = "mod_auth_openidc_session"
_CALLBACK = "/oauth2callback"
_MODULES = (
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_user",
    "alias",
    "filter",
    "headers",
    "proxy",
    "proxy_http",
    "substitute",
    "auth_openidc",
)

# Secrets come from the environment of the process, never from the file.
_CONFIGURATION = """\
{modules}
{user}
ServerName 127.0.0.1:{port}
Listen 127.0.0.1:{port}
DefaultRuntimeDir {folder}
PidFile {folder}/httpd.pid
ErrorLog "|/bin/cat"
LogLevel warn
StartServers 1
ThreadsPerChild 16
MaxRequestWorkers 64

OIDCProviderMetadataURL {proconnect}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret ${{APACHE_CLIENT_SECRET}}
OIDCProviderTokenEndpointAuth client_secret_post
OIDCRedirectURI http://127.0.0.1:{port}{callback}
OIDCCryptoPassphrase ${{APACHE_PASSPHRASE}}
OIDCScope "openid given_name usual_name email uid siret"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCUserInfoTokenMethod authz_header
OIDCSessionType client-cookie:persistent
OIDCSessionInactivityTimeout {idle}
OIDCSessionMaxDuration 28800
OIDCCookieSameSite On
OIDCInfoHook userinfo exp
OIDCStateMaxNumberOfCookies 20 true

# Without its introspection, where tokens that are signed are not known. Served here: the module
# takes the address of keys from a document alone when it is not https.
OIDCOAuthServerMetadataURL http://127.0.0.1:{port}/emetteur.json
OIDCOAuthRemoteUserClaim sub

<Location {callback}>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /session>
  AuthType openid-connect
  OIDCUnAuthAction auth
  Require claim email:{reader}
</Location>
<Location /jetons>
  AuthType oauth20
  Require valid-user
</Location>

RedirectMatch 204 ^/pret$
RedirectMatch 200 ^/emetteur.json$
ErrorDocument 200 {issuer}
SubstituteMaxLineLength 20m
{passes}
"""
_PASS = """\
<Location {path}/ogc>
  ProxyPass {backend}
  RequestHeader unset Authorization
  RequestHeader unset Cookie
  RequestHeader unset Accept-Encoding
  AddOutputFilterByType SUBSTITUTE application/json application/geo+json text/html \
application/vnd.oai.openapi+json application/schema+json
  Substitute "s|{inner}|{outer}|n"
</Location>
"""


def client(port: int) -> ProConnectClient:
    """The server's own registration at ProConnect."""
    base = f"http://127.0.0.1:{port}"
    return ProConnectClient(
        client_id="atelier-apache",
        client_secret=new_secret(),
        redirect_uris=(base + _CALLBACK,),
        post_logout_redirect_uris=(base + "/",),
        userinfo_alg=None,
    )


def server(
    config: Path, ports: Mapping[str, int], where: Mapping[str, str], registered: ProConnectClient
) -> Server:
    """The server; writes its configuration below `config`. Runs as root and as anybody else."""
    port = ports[NAME]
    folder = config / NAME
    folder.mkdir(exist_ok=True)
    passes = [
        _PASS.format(
            path=path,
            backend=f"http://127.0.0.1:{ports['armor-full']}",
            inner=where["armor_landing"],
            outer=f"http://127.0.0.1:{port}{path}/ogc",
        )
        for path in ("/session", "/jetons")
    ]
    issuer = where["hexagone_issuer"]
    told = {"issuer": issuer, "jwks_uri": issuer + "/protocol/openid-connect/certs"}
    text = _CONFIGURATION.format(
        modules="\n".join(
            f"LoadModule {name}_module {MODULE.parent}/mod_{name}.so" for name in _MODULES
        ),
        user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
        port=port,
        folder=folder,
        proconnect=where["proconnect"],
        client_id=registered.client_id,
        callback=_CALLBACK,
        # In the configuration itself: run as root, Apache reads files as somebody else.
        issuer=json.dumps(json.dumps(told)),
        idle=IDLE_S,
        reader="camille.durand@example.gouv.fr",
        passes="".join(passes),
    )
    file = folder / "httpd.conf"
    file.write_text(text, "utf-8")
    return Server(
        name=NAME,
        title="Apache et mod_auth_openidc",
        command=(str(PROGRAM), "-d", str(folder), "-f", str(file), "-D", "FOREGROUND"),
        ready_url=f"http://127.0.0.1:{port}/pret",
        env={
            "APACHE_CLIENT_SECRET": registered.client_secret or "",
            "APACHE_PASSPHRASE": new_secret(),
        },
        after="hexagone-as",
    )


def records(where: Mapping[str, str]) -> List[Dict[str, Any]]:
    """Both platforms as records of the registry."""
    base = where["apache"]
    landing = base + "/session/ogc"
    common = {
        "territory": "Bretagne",
        "software": "Apache, pygeoapi 0.21.0",
        "landing_status": "documented",
        "restricted": [],
        "quirks": ["demo"],
        "source": "atelier CICCLO pour QGIS",
    }
    session = {
        "kind": "gateway",
        "login_url": landing + "?f=html",
        "whoami_url": f"{base}{_CALLBACK}?info=json",
        "logout_url": f"{base}{_CALLBACK}?logout={quote(base + '/', safe='')}",
        "cookies": [_COOKIE, *(f"{_COOKIE}_{part}" for part in ("chunks", "0", "1", "2"))],
        "protects": [landing],
    }
    tokens = {
        "kind": "oidc",
        "issuer": where["hexagone_issuer"],
        "client_id": "cicclo-qgis",
        "scopes": ["openid", "profile", "email"],
        "redirect_uris": ["http://127.0.0.1/callback"],
        "authorize_params": {"kc_idp_hint": "proconnect"},
        "protects": [base + "/jetons/ogc"],
    }
    return [
        {
            "id": SESSION_ID,
            "name": "Apache à sessions (atelier)",
            "landing": landing,
            "access": [session],
            **common,
        },
        {
            "id": TOKENS_ID,
            "name": "Apache à jetons (atelier)",
            "landing": base + "/jetons/ogc",
            "access": [tokens],
            **common,
        },
    ]
