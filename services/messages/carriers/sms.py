"""Short messages through a gateway that speaks HTTP: address, body and header are the operator's."""

from __future__ import annotations

import json
from urllib.parse import quote_plus

from services.core.outbound import NoAnswer, Outside
from services.core.posting import PLACES, SmsGateway
from services.messages.carriers.carrier import Letter, NotTaken

TRY_AGAIN = frozenset({401, 403, 407, 408, 425, 429})
"""Refusals that concern the moment or our own key, not this message."""


class SmsCarrier:
    """Calls the gateway anew for each message."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway
        self._outside = Outside(gateway.url, gateway.private)

    def carry(self, letter: Letter) -> None:
        """Raises NotTaken, also where a redirect is answered: it is not followed."""
        gateway = self._gateway
        headers = {"Content-Type": gateway.content_type, **dict([gateway.header] if gateway.header else [])}
        try:
            answer = self._outside.call(gateway.method, filled(gateway, letter), headers)
        except NoAnswer as problem:
            raise NotTaken(str(problem), away=True) from problem
        if not 200 <= answer.status < 300:
            for_good = 400 <= answer.status < 500 and answer.status not in TRY_AGAIN
            raise NotTaken(f"http {answer.status}", for_good=for_good)
        if gateway.expect not in answer.text:
            raise NotTaken("refused")

    def rest(self) -> None:
        """Nothing is held open."""


def filled(gateway: SmsGateway, letter: Letter) -> bytes:
    """The body with number, text and mark in their places, each written so that it stays inside its place."""
    values = {"phone": letter.to, "text": letter.wording.text, "id": letter.mark}
    as_json = "json" in gateway.content_type

    def written(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)[1:-1] if as_json else quote_plus(value)

    return PLACES.sub(lambda place: written(values[place[1]]), gateway.body).encode()
