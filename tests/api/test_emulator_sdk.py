"""The vendor's own Python SDK as a caller of the emulator."""

import asyncio
from urllib.parse import urlsplit

import orjson
import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.essbasic.v20210526.essbasic_client import EssbasicClient
from tencentcloud.essbasic.v20210526.models import (
    ChannelCreateFlowGroupByFilesRequest,
    ChannelCreateFlowGroupByFilesResponse,
)

from tests.support.emulated import emulated, example
from worker.emulator import Emulator


def _create(api: Emulator, secret: str, body: object) -> ChannelCreateFlowGroupByFilesResponse:
    http = HttpProfile(protocol="http", endpoint=urlsplit(api.url).netloc)
    credential = Credential(api.key.secret_id, secret)
    client = EssbasicClient(credential, "", ClientProfile(httpProfile=http))
    request = ChannelCreateFlowGroupByFilesRequest()
    request.from_json_string(orjson.dumps(body).decode())
    return client.ChannelCreateFlowGroupByFiles(request)


@pytest.mark.parametrize("number", [1, 2])
async def test_success(number: int) -> None:
    """The SDK creates a group from either example and reads the ids."""
    async with emulated() as call:
        secret = call.api.key.secret_key
        answer = await asyncio.to_thread(_create, call.api, secret, example(number))
        entry = call.api.ledger.entries[0]

        assert (entry.flow_group_id, list(entry.flow_ids)) == (answer.FlowGroupId, answer.FlowIds)
        assert (number == 2) == bool(answer.Approvers)


async def test_error_code() -> None:
    """The SDK raises the documented code of a refused payload."""
    async with emulated() as call:
        body = example(1) | {"ApproverVerifyType": "Both"}
        with pytest.raises(TencentCloudSDKException) as error:
            await asyncio.to_thread(_create, call.api, call.api.key.secret_key, body)

        assert "InvalidParameter.ApproverVerifyType" == error.value.code
        assert call.api.ledger.entries[0].request_id == error.value.requestId


async def test_bad_signature() -> None:
    """The SDK with a wrong secret is refused."""
    async with emulated() as call:
        with pytest.raises(TencentCloudSDKException) as error:
            await asyncio.to_thread(_create, call.api, "wrong", example(1))

        assert "AuthFailure.SignatureFailure" == error.value.code
