"""What the actions do once a call has passed the gateway."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from worker.emulator.call import Body, Call
from worker.emulator.config import Tuning
from worker.emulator.content import RULES, check_deadlines
from worker.emulator.ids import resource_id
from worker.emulator.refusal import refuse
from worker.emulator.schema import compile_request

Response = dict[str, object]


class Created(NamedTuple):
    """A group that exists now, and the answer that says so."""

    flow_group_id: str
    flow_ids: list[str]
    response: Response


Handler = Callable[[Call], Created]


def handlers(tuning: Tuning) -> Mapping[str, Handler]:
    """Build the table of actions by X-TC-Action."""
    return {"ChannelCreateFlowGroupByFiles": CreateFlowGroup(tuning)}


class CreateFlowGroup:
    """ChannelCreateFlowGroupByFiles."""

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._check = compile_request(RULES)

    def __call__(self, call: Call) -> Created:
        """Check the request, take its quota, and create.

        Raises:
            Refusal: with the documented code.
        """
        body = call.body or {}
        if self._tuning.validate:
            self._check(body)
            check_deadlines(body, call.wall)
        flows = call.flows
        self._take_quota(len(flows))
        group, ids = resource_id(), [resource_id() for _ in flows]
        response: Response = {"FlowGroupId": group, "FlowIds": ids, "RequestId": call.request_id}
        if any(_dynamic(signer) for flow in flows for signer in _signers(flow)):
            response["Approvers"] = [
                {"FlowId": flow_id, "Approvers": [_item(signer) for signer in _signers(flow)]}
                for flow_id, flow in zip(ids, flows, strict=True)
            ]
        return Created(group, ids, response)

    def _take_quota(self, contracts: int) -> None:
        left = self._tuning.quota
        if left is None:
            return
        if contracts > left:
            refuse("OperationDenied.NoQuota", "the contract quota is used up")
        self._tuning.quota = left - contracts


def _signers(flow: Body) -> list[Body]:
    signers = flow.get("FlowApprovers")
    return [one for one in signers if isinstance(one, dict)] if isinstance(signers, list) else []


def _dynamic(signer: Body) -> bool:
    option = signer.get("ApproverOption")
    return isinstance(option, dict) and option.get("FillType") == 1


def _item(signer: Body) -> dict[str, object]:
    role = signer.get("ApproverRoleName")
    return {
        "SignId": resource_id(),
        "RecipientId": resource_id(),
        "ApproverRoleName": role if isinstance(role, str) else "",
    }
