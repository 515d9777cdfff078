"""Gives PostgreSQL an identity it accepts: not root, and (for initdb) a uid with a name.

Neither way adds an OS user or opens a parent folder. Sources: capabilities(7), user_namespaces(7).
"""

import ctypes
import os
import pwd
import signal
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAP_DAC_OVERRIDE, _CAP_FOWNER = 1, 3
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_NEWUSER = 0x10000000


def leave_root(data: Path) -> None:
    """Turn this process, for good, into one that may run PostgreSQL on the folder `data`.

    An ordinary user stays as it is. Root becomes `nobody`, or where that uid is out of reach
    (a container of a single uid) a named uid inside a user namespace of its own.

    Raises:
        OSError: neither is allowed here.
    """
    if os.geteuid() == 0:
        try:
            _become_nobody(data)
        except (OSError, KeyError):
            _own(data, 0)
            _enter_user_namespace()
    elif not _has_name(os.geteuid()):
        _enter_user_namespace()


def die_with(parent: int) -> None:
    """Have the kernel ask this process for a fast shutdown as soon as `parent` (a pid) is dead."""
    _call("prctl", _PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _become_nobody(data: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    _own(data, nobody.pw_uid)
    _call("prctl", _PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(nobody.pw_gid, nobody.pw_gid, nobody.pw_gid)
    os.setresuid(nobody.pw_uid, nobody.pw_uid, nobody.pw_uid)
    # The server must reach a folder below /root, whose mode stays 0700; its supervisor, which
    # alone keeps the second capability, removes a folder of root's from /tmp.
    kept = 1 << _CAP_DAC_OVERRIDE | 1 << _CAP_FOWNER
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0))
    _call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def _enter_user_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    inside = next(user.pw_uid for user in pwd.getpwall() if user.pw_uid)
    _call("unshare", _CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {uid} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {gid} 1", "ascii")


def _own(data: Path, uid: int) -> None:
    # The top comes last, so that a change of owner that was cut short is done again.
    if data.exists() and data.stat().st_uid != uid:
        for folder, _, files in os.walk(data, topdown=False):
            for name in files:
                os.lchown(Path(folder, name), uid, -1)
            os.lchown(folder, uid, -1)


def _has_name(uid: int) -> bool:
    return any(user.pw_uid == uid for user in pwd.getpwall())


def _call(function: str, *arguments: object) -> None:
    if getattr(_LIBC, function)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{function}: {os.strerror(error)}")
