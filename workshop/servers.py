"""The servers of a workshop: which there are, on which ports, with which settings."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from workshop import apache, mapserver_config, paths, pygeoapi_config
from workshop.collections import ARMOR, COLLECTIONS, HEXAGONE, OUVERT
from workshop.identity_process import (
    AGENTS_FILE,
    HexagoneConfig,
    ProConnectClient,
    hexagone_registration,
    new_secret,
)
from workshop.processes import Server
from workshop.registry import ARMOR_ID, HEXAGONE_ID, READER_ROLE

NAMES = (
    "proconnect",
    "armor",
    "armor-open",
    "armor-full",
    "hexagone-as",
    "hexagone",
    "hexagone-qgis",
    "ouvert",
    "status",
)
_MAPSERV_MOUNT = "/mapserv"
_CALLBACK = "/login/oauth2/code/proconnect"


@dataclass(frozen=True)
class Options:
    """What may be chosen of a workshop. Lifetimes are in seconds.

    ``access_token_format``: "jwt" or "opaque" (then the data gateway introspects them).
    ``apache``: two more platforms behind Apache (see ``workshop.apache``).
    """

    session_lifetime_s: float = 8 * 3600.0
    access_token_format: str = "jwt"
    access_token_seconds: int = 300
    apache: bool = False


def names(options: Options) -> Sequence[str]:
    """Every server of such a workshop."""
    return (*NAMES, apache.NAME) if options.apache else NAMES


def addresses(ports: Mapping[str, int]) -> Dict[str, str]:
    """The public addresses. Identity lives on ``localhost``, platforms on ``127.0.0.1``."""
    armor = f"http://127.0.0.1:{ports['armor']}"
    hexagone = f"http://127.0.0.1:{ports['hexagone']}"
    ouvert = f"http://127.0.0.1:{ports['ouvert']}{_MAPSERV_MOUNT}/{mapserver_config.ALIAS}"
    more = {"apache": f"http://127.0.0.1:{ports['apache']}"} if apache.NAME in ports else {}
    return {
        **more,
        "status": f"http://127.0.0.1:{ports['status']}/",
        "proconnect": f"http://localhost:{ports['proconnect']}/api/v2",
        "armor": armor,
        "armor_landing": armor + "/ogc",
        "hexagone": hexagone,
        "hexagone_landing": hexagone + "/wfs3",
        "hexagone_wfs": hexagone + "/wfs",
        "hexagone_issuer": f"http://127.0.0.1:{ports['hexagone-as']}/realms/hexagone",
        "ouvert_landing": ouvert + "/ogcapi",
        "ouvert_wfs": f"{ouvert.rpartition('/')[0]}?map={mapserver_config.ALIAS}",
    }


def faults(ports: Mapping[str, int]) -> Dict[str, str]:
    """Where each server's faults are switched, by server."""
    return {
        name: f"http://127.0.0.1:{ports[name]}/_workshop/fault"
        for name in ("proconnect", "armor", "hexagone-as", "hexagone")
    }


def plan(state: Path, ports: Mapping[str, int], options: Options) -> List[Server]:
    """Every server of the workshop; writes the configuration files they need below `state`."""
    config = state / "config"
    config.mkdir(exist_ok=True)
    where = addresses(ports)
    armor_client = ProConnectClient(
        client_id="atelier-armor",
        client_secret=new_secret(),
        redirect_uris=(where["armor"] + _CALLBACK,),
        post_logout_redirect_uris=(where["armor"] + "/",),
    )
    hexagone_client = hexagone_registration(ports["hexagone-as"])
    data_secret = new_secret()
    clients = [armor_client, hexagone_client]
    more: List[Server] = []
    if options.apache:
        clients.append(apache.client(ports[apache.NAME]))
        more.append(apache.server(config, ports, where, clients[-1]))
    return [
        *_armor_backends(config, ports, where),
        _proconnect(ports, where, clients),
        _armor(ports, where, armor_client, options),
        _hexagone_as(ports, where, hexagone_client, data_secret, options),
        _hexagone(ports, where, data_secret),
        _hexagone_qgis(ports),
        _ouvert(config, ports, where),
        _status(state, ports, where),
        *more,
    ]


def _roles(platform_id: str) -> Dict[str, List[str]]:
    roles = json.loads(AGENTS_FILE.read_text("utf-8"))["platform_roles"][platform_id]
    return {str(email): list(granted) for email, granted in roles.items()}


def _restricted(published: Sequence[str]) -> List[str]:
    return [name for name in published if COLLECTIONS[name].restricted]


def _env(config: Mapping[str, Any]) -> Dict[str, str]:
    return {"WORKSHOP_CONFIG": json.dumps(config)}


def _module(name: str, *arguments: str, python: str = "") -> Sequence[str]:
    return (python or str(paths.venv_python()), "-m", f"workshop.{name}", *arguments)


def _proconnect(
    ports: Mapping[str, int], where: Mapping[str, str], clients: Sequence[ProConnectClient]
) -> Server:
    config = {"port": ports["proconnect"], "clients": [asdict(client) for client in clients]}
    return Server(
        name="proconnect",
        title="ProConnect (doublure)",
        command=tuple(_module("identity_runner", "proconnect", python=sys.executable)),
        ready_url=where["proconnect"] + "/.well-known/openid-configuration",
        env=_env(config),
    )


def _armor_backends(
    config: Path, ports: Mapping[str, int], where: Mapping[str, str]
) -> List[Server]:
    made: List[Server] = []
    hidden = _restricted(ARMOR)
    for name, published in (
        ("armor-open", [one for one in ARMOR if one not in hidden]),
        ("armor-full", list(ARMOR)),
    ):
        port = ports[name]
        file = config / f"{name}.json"
        # pygeoapi's own provider writes into the file it reads: two that share one trip over each
        # other, and one that is killed leaves it in a state that no other starts on.
        data = Path(shutil.copy(paths.DATA / "armor.gpkg", config / f"{name}.gpkg"))
        pygeoapi_config.write(file, where["armor_landing"], port, data, published)
        made.append(
            Server(
                name=name,
                title=f"pygeoapi ({'tout' if hidden[0] in published else 'ouvert'})",
                command=tuple(_module("pygeoapi_server", str(file), str(port))),
                ready_url=f"http://127.0.0.1:{port}/conformance?f=json",
            )
        )
    return made


def _armor(
    ports: Mapping[str, int],
    where: Mapping[str, str],
    client: ProConnectClient,
    options: Options,
) -> Server:
    config = {
        "public_backend": f"http://127.0.0.1:{ports['armor-open']}",
        "full_backend": f"http://127.0.0.1:{ports['armor-full']}",
        "restricted": _restricted(ARMOR),
        "role": READER_ROLE,
        "roles_by_email": _roles(ARMOR_ID),
        "session_lifetime_s": options.session_lifetime_s,
        "proconnect": {
            "issuer": where["proconnect"],
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "redirect_uri": client.redirect_uris[0],
            "post_logout_redirect_uri": client.post_logout_redirect_uris[0],
        },
    }
    return Server(
        name="armor",
        title="Géo Armor : passerelle",
        command=tuple(_module("gateway", str(ports["armor"]))),
        ready_url=where["armor"] + "/whoami",
        env=_env(config),
    )


def _hexagone_as(
    ports: Mapping[str, int],
    where: Mapping[str, str],
    client: ProConnectClient,
    data_secret: str,
    options: Options,
) -> Server:
    config = {
        "port": ports["hexagone-as"],
        "proconnect_issuer": where["proconnect"],
        "proconnect": asdict(client),
        "data_client_secret": data_secret,
        "access_token_format": options.access_token_format,
        "access_token_seconds": options.access_token_seconds,
    }
    return Server(
        name="hexagone-as",
        title="Hexagone : serveur d’autorisation",
        command=tuple(_module("identity_runner", "hexagone", python=sys.executable)),
        ready_url=where["hexagone_issuer"] + "/.well-known/openid-configuration",
        env=_env(config),
        after="proconnect",
    )


def _hexagone(ports: Mapping[str, int], where: Mapping[str, str], data_secret: str) -> Server:
    defaults = HexagoneConfig.__dataclass_fields__
    config = {
        "public_url": where["hexagone"],
        "backend": f"http://127.0.0.1:{ports['hexagone-qgis']}",
        "collections": list(HEXAGONE),
        "restricted": _restricted(HEXAGONE),
        "role": READER_ROLE,
        "roles_by_email": _roles(HEXAGONE_ID),
        "resource_server": {
            "issuer": where["hexagone_issuer"],
            "audience": defaults["audience"].default,
            "client_id": defaults["data_client_id"].default,
            "client_secret": data_secret,
        },
    }
    return Server(
        name="hexagone",
        title="Hexagone : passerelle des données",
        command=tuple(_module("bearer_gateway", str(ports["hexagone"]))),
        ready_url=where["hexagone"] + "/.well-known/oauth-protected-resource/wfs3",
        env=_env(config),
    )


def _hexagone_qgis(ports: Mapping[str, int]) -> Server:
    port = ports["hexagone-qgis"]
    project = str(paths.DATA / "hexagone.qgs")
    return Server(
        name="hexagone-qgis",
        title="QGIS Server",
        command=("qgis_mapserver", "-p", project, f"127.0.0.1:{port}"),
        ready_url=f"http://127.0.0.1:{port}/wfs3/collections",
        env={"QT_QPA_PLATFORM": "offscreen", "QGIS_SERVER_LOG_LEVEL": "1"},
    )


def _ouvert(config: Path, ports: Mapping[str, int], where: Mapping[str, str]) -> Server:
    public = where["ouvert_landing"].rsplit("/", 1)[0]
    file = mapserver_config.write(config, public, paths.DATA / "ouvert", OUVERT)
    arguments = (str(mapserver_config.MAPSERV), _MAPSERV_MOUNT, str(ports["ouvert"]))
    return Server(
        name="ouvert",
        title="MapServer",
        command=tuple(_module("fastcgi_server", *arguments, python=sys.executable)),
        ready_url=where["ouvert_landing"] + "?f=json",
        env={"MAPSERVER_CONFIG_FILE": str(file)},
    )


def _status(state: Path, ports: Mapping[str, int], where: Mapping[str, str]) -> Server:
    return Server(
        name="status",
        title="Page d’état",
        command=tuple(
            _module("status_page", str(state), str(ports["status"]), python=sys.executable)
        ),
        ready_url=where["status"] + "alive",
    )
