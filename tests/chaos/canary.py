"""Values that belong to nobody, in the places of a payload that hold people and secrets; and the search for them."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jobs.payload.rules.identity import check_digit

_SURNAME: Final = "鑫淼"
_HAN: Final = 0x5000
_EXAMPLE: Final = json.loads((files("worker.ops.demo") / "example_1.json").read_text("utf-8"))


@dataclass(frozen=True)
class Canary:
    """What names the people of one row; `secret` stands for whatever else must not be told."""

    name: str
    mobile: str
    id_number: str
    pin: str
    email: str
    secret: str

    @classmethod
    def of(cls, n: int) -> "Canary":
        """Make the values of a row, the same for the same number."""
        name = _SURNAME + chr(_HAN + n // 1000) + chr(_HAN + 0x800 + n % 1000)
        stem = f"11010119900{n % 1_000_000:06}"
        drawn = sha256(b"canary %d" % n).hexdigest()
        return cls(
            name,
            f"19{n % 1_000_000_000:09}"[:11],
            stem + check_digit(stem + "0"),
            drawn,
            f"canary{n}@example.invalid",
            f"secret-{drawn[:24]}",
        )

    @property
    def values(self) -> tuple[str, ...]:
        """All of them."""
        return (self.name, self.mobile, self.id_number, self.pin, self.email, self.secret)

    def payload(self, group: str) -> dict[str, Any]:
        """Return example 1 with these people in it."""
        body: dict[str, Any] = deepcopy(_EXAMPLE)
        body["FlowGroupName"] = group
        for flow in body["FlowFileInfos"]:
            flow["FlowDescription"] = f"{self.name} {self.secret}"
            flow["CustomerData"] = self.secret
            for signer in flow["FlowApprovers"]:
                if signer["ApproverType"] == "PERSON":
                    signer |= {"Name": self.name, "Mobile": self.mobile}
                    signer |= {"IdCardType": "ID_CARD", "IdCardNumber": self.id_number}
                    signer |= {"PinCode": self.pin, "ApproverEmail": self.email}
        return body

    def bad_payloads(self, group: str) -> Iterator[dict[str, Any]]:
        """Return bodies that the check refuses, each with the people in a wrong place."""
        for field, value in (
            ("Mobile", f"{self.mobile}{self.secret}"),
            ("IdCardNumber", f"{self.id_number}{self.name}"),
            ("Name", self.name * 100),
            ("OpenId", f"{self.email} {self.pin}"),
            (self.mobile, self.name),
            (self.name, self.id_number),
        ):
            body = self.payload(group)
            body["FlowFileInfos"][0]["FlowApprovers"][1][field] = value
            yield body
        body = self.payload(group)
        body["FlowFileInfos"][0]["FileIds"] = [f"file:{self.name}/{self.id_number}.pdf"]
        yield body


def found_in(texts: Mapping[str, bytes], secrets: Mapping[str, str]) -> list[str]:
    """Return `what in where` for each secret that a text holds, written as it is or escaped."""
    spelt = {
        what: {value.encode(), json.dumps(value)[1:-1].encode(), ascii(value)[1:-1].encode()}
        for what, value in secrets.items()
    }
    return [
        f"{what} in {where}"
        for where, text in texts.items()
        for what, forms in spelt.items()
        if any(form in text for form in forms)
    ]


def texts_below(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {
        str(file.relative_to(folder.parent)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
