"""`zevenstap simulate-politie`: a stand-in for the police side of the groepsscan, to see the adapter at work."""

from __future__ import annotations

import argparse
import os

from cli.parts import Parts
from cli.politie import service
from cli.politie.modes import MODES
from cli.politie.sending import Sender
from cli.politie.service import Simulator
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier.signatures import SHORTEST_SECRET

SECRET = "ZEVENSTAP_GROEPSSCAN_GEHEIM"


def add_verbs(verbs: Verbs) -> None:
    verb = verbs.add_parser(
        "simulate-politie", help="een nagemaakte politiekant voor de koppeling van de groepsscan; alles is verzonnen"
    )
    verb.add_argument("--port", type=int, default=8100, metavar="POORT")
    verb.add_argument("--host", default="127.0.0.1", metavar="ADRES", help="standaard alleen deze computer")
    verb.add_argument("--mode", choices=list(MODES), default="volledig", help="wat er wordt geleverd")
    verb.add_argument("--late", type=float, default=2.0, metavar="SECONDEN", help="zo lang na het verzoek")
    verb.add_argument("--secret", metavar="GEHEIM", help=f"standaard {SECRET}")
    verb.set_defaults(run=simulate)


def simulate(arguments: argparse.Namespace, parts: Parts) -> int:
    secret = arguments.secret or os.environ.get(SECRET, "")
    if len(secret) < SHORTEST_SECRET:
        raise Refused(f"Zet {SECRET} op hetzelfde geheim als de server, van ten minste {SHORTEST_SECRET} tekens.", 2)
    simulator = Simulator(Sender(secret, _tell, parts.clock), arguments.mode, arguments.late)
    try:
        door = service.server(simulator, host=arguments.host, port=arguments.port)
    except OSError as problem:
        raise Refused(f"Poort {arguments.port} is niet vrij: {problem.strerror}", 1) from None
    _tell(f"Politiekant op http://{arguments.host}:{door.server_port}/verzoeken, manier {arguments.mode}.")
    try:
        door.serve_forever()
    except KeyboardInterrupt:
        _tell("Gestopt.")
    finally:
        simulator.stop()
        door.server_close()
    return 0


def _tell(text: str) -> None:
    print(text, flush=True)
