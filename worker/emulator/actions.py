"""What the actions do once a call has passed the gateway."""

from collections.abc import Callable, Mapping

from worker.emulator.call import Body, Call
from worker.emulator.config import UPLOAD, Tuning
from worker.emulator.content import RULES, check_deadlines
from worker.emulator.filestore import FileStore
from worker.emulator.ids import resource_id, resource_ids
from worker.emulator.made import Made
from worker.emulator.refusal import refuse
from worker.emulator.schema import compile_request
from worker.emulator.uploading import UploadFiles

Handler = Callable[[Call], Made]


def handlers(tuning: Tuning, files: FileStore) -> Mapping[str, Handler]:
    """Build the table of actions by X-TC-Action."""
    return {
        "ChannelCreateFlowGroupByFiles": CreateFlowGroup(tuning, files),
        UPLOAD: UploadFiles(tuning, files),
    }


class CreateFlowGroup:
    """ChannelCreateFlowGroupByFiles."""

    def __init__(self, tuning: Tuning, files: FileStore) -> None:
        self._tuning = tuning
        self._files = files
        self._check = compile_request(RULES)

    def __call__(self, call: Call) -> Made:
        """Check the request, take its quota, and create.

        Raises:
            Refusal: with the documented code.
        """
        body = call.body or {}
        if self._tuning.validate:
            self._check(body)
            check_deadlines(body, call.wall)
        flows = call.flows
        if self._tuning.check_files:
            self._files.check(body, flows, call.wall)
        self._take_quota(len(flows))
        group, *ids = resource_ids(1 + len(flows))
        response: Body = {"FlowGroupId": group, "FlowIds": ids, "RequestId": call.request_id}
        if b"FillType" in call.raw and any(
            _dynamic(signer) for flow in flows for signer in _signers(flow)
        ):
            response["Approvers"] = [
                {"FlowId": flow_id, "Approvers": [_item(signer) for signer in _signers(flow)]}
                for flow_id, flow in zip(ids, flows, strict=True)
            ]
        return Made(response, group, ids)

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
