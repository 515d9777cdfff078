"""References in a payload: found in FileIds and replaced there, and nothing else is touched."""

import json

import pytest

from jobs.references import agent_of, is_reference, references, with_ids
from tests.support.emulated import example

IDS = {"file:a.pdf": "id-a", "file:合同/b.pdf": "id-b"}


def body_of(*file_ids: object, **fields: object) -> bytes:
    return written({"FlowFileInfos": [{"FileIds": ids} for ids in file_ids], **fields})


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_each_reference_is_found_once_in_order() -> None:
    """Contracts that share a file name it once."""
    body = body_of(["file:b.pdf"], ["an-id"], ["file:a.pdf"], ["file:b.pdf", "File:c"])

    assert ("file:b.pdf", "file:a.pdf", "File:c") == references(body)


@pytest.mark.parametrize(
    "body",
    [
        body_of(["yDwNBUUckp0"], FlowGroupName="file:a.pdf"),
        body_of("file:a.pdf"),
        body_of([1, None, {"FileIds": ["file:a.pdf"]}, ["file:a.pdf"]]),
        b'{"FileIds": ["file:a.pdf"]}',
        b'{"FlowFileInfos": {"FileIds": ["file:a.pdf"]}}',
        b'{"FlowFileInfos": [["file:a.pdf"], "file:a.pdf", 1]}',
        b'["file:a.pdf"]',
        b'"file:a.pdf"',
    ],
)
def test_nowhere_else_is_a_reference(body: bytes) -> None:
    """What stands outside FlowFileInfos[*].FileIds[*] is text, found and replaced nowhere."""
    assert () == references(body)
    assert json.loads(body) == json.loads(with_ids(body, IDS))


def test_ids_take_the_references_places() -> None:
    """Each reference becomes its id; other entries and fields stay, also where they look alike."""
    extra = {"FlowGroupName": "file:a.pdf", "Note": ["file:a.pdf"]}
    before = body_of(["file:a.pdf"], ["file:合同/b.pdf"], ["file:a.pdf"], ["an-id"], **extra)
    after = body_of(["id-a"], ["id-b"], ["id-a"], ["an-id"], **extra)

    assert json.loads(after) == json.loads(with_ids(before, IDS))


def test_an_escaped_reference_is_one_too() -> None:
    """JSON may spell a letter by its number."""
    body = rb'{"FlowFileInfos":[{"FileIds":["\u0066ile:a.pdf"]}]}'

    assert ("file:a.pdf",) == references(body)
    assert b'{"FlowFileInfos":[{"FileIds":["id-a"]}]}' == with_ids(body, IDS)


def test_a_body_without_references_is_passed_on_byte_for_byte() -> None:
    """What needs no change is not written anew."""
    body = b'{ "FlowFileInfos": [ {"FileIds": ["yDwNBUUckp0"]} ], "a" : 1.10 }'

    assert body == with_ids(body, {})


@pytest.mark.parametrize(
    "number", ["1.10", "1e400", "123456789012345678901234567890", "-0.0", "1E-7"]
)
def test_numbers_keep_every_digit(number: str) -> None:
    """No number is rounded on the way."""
    body = f'{{"FlowFileInfos":[{{"FileIds":["file:a.pdf"],"Deadline":{number}}}]}}'
    expected = body.replace("file:a.pdf", "id-a")

    assert expected == with_ids(body.encode(), IDS).decode()


@pytest.mark.parametrize("number", [1, 2])
def test_the_documents_examples_change_in_their_ids_alone(number: int) -> None:
    """With references put in, the examples come out as they were but for the ids."""
    wanted = example(number)
    for flow in wanted["FlowFileInfos"]:
        flow["FileIds"] = ["id-a"]
    given = json.loads(json.dumps(wanted).replace('"id-a"', '"file:a.pdf"'))

    assert wanted == json.loads(with_ids(written(given), IDS))


def test_a_reference_without_an_id_is_never_sent() -> None:
    """A body that still holds a reference is an error, which does not repeat it."""
    with pytest.raises(ValueError, match="no id yet") as caught:
        with_ids(body_of(["file:secret.pdf"]), IDS)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"{file:", b"[" * 5000 + b'"file:"' + b"]" * 5000, b'{"a": file:}', b'"file:\xff"']
)
def test_what_cannot_be_read_is_an_error_of_one_kind(body: bytes) -> None:
    """No JSON, or JSON too deep, is a ValueError whose text holds nothing of it."""
    for read in (references, agent_of):
        with pytest.raises(ValueError, match="no JSON, or too deep"):
            read(body)


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"Agent": 1}', b'{"Agent": {"ProxyOperator": []}}']
)
def test_an_agent_that_lacks_parts_is_passed_on_as_it_is(body: bytes) -> None:
    """What the payload lacks is left to the API to refuse."""
    assert {"AppId": None, "ProxyOrganizationOpenId": None, "ProxyOperator": {"OpenId": None}} == (
        json.loads(agent_of(body).body)
    )


def test_files_belong_to_application_and_organisation() -> None:
    """Two operators of one organisation share uploads, two organisations do not."""

    def of(app: str, organisation: str, operator: str) -> bytes:
        agent = {
            "AppId": app,
            "ProxyOrganizationOpenId": organisation,
            "ProxyOperator": {"OpenId": operator, "ClientIp": "10.0.0.1"},
        }
        return written({"Agent": agent})

    mine, colleague = agent_of(of("a", "o", "p")), agent_of(of("a", "o", "q"))
    others = {agent_of(of(a, o, "p")).fingerprint for a, o in (("a", "x"), ("x", "o"), ("ao", ""))}

    assert mine.fingerprint == colleague.fingerprint
    assert b"ClientIp" not in mine.body
    assert 3 == len(others - {mine.fingerprint})


@pytest.mark.parametrize("file_id", ["file:", "FILE:a", " file:a", "\tFile:a"])
def test_a_misspelt_prefix_is_a_reference_too(file_id: str) -> None:
    """It is refused before the night; as an id it would fail at the API."""
    assert is_reference(file_id)


@pytest.mark.parametrize("file_id", ["yDwNBUUckp0", "", "files:a", "profile:a", None, 1, ["file:"]])
def test_an_id_is_none(file_id: object) -> None:
    """Ids, and whatever else stands there, are no references."""
    assert not is_reference(file_id)
