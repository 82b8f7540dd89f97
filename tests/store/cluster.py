#!/usr/bin/env python3
"""A private PostgreSQL cluster for the tests: `cluster.py start DIR` and `cluster.py stop DIR`.

`start` makes a cluster in a new temporary folder, starts it on a free loopback port and writes DIR/url; a cluster that DIR already
names is reused. `stop` ends it and removes it. PostgreSQL refuses to run as root: then the user postgres runs it.
"""
import os
import pathlib
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile

SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "100",
    "shared_buffers": "'64MB'",
    "max_wal_size": "'256MB'",
    "deadlock_timeout": "'200ms'",
}


def binary(name):
    for folder in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if not found:
        sys.exit(f"{name} not found: install postgresql-15 (tools/setup does)")
    return found


def as_owner(command, **options):
    """Runs the command as a user that PostgreSQL accepts."""
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] + command
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout.decode(errors='replace')}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def running(folder):
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
        return True
    except (OSError, ValueError, IndexError):
        return False


def start(state):
    state.mkdir(parents=True, exist_ok=True)
    where = state / "folder"
    if where.exists() and running(pathlib.Path(where.read_text())):
        return
    stop(state)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="guiju-postgres-"))
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (folder, folder / "password"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    where.write_text(str(folder))
    as_owner([binary("initdb"), "--pgdata", f"{folder}/data", "--username=guiju", f"--pwfile={folder}/password", "--auth=scram-sha-256",
              "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
    port = free_port()
    settings = SETTINGS | {"port": str(port), "unix_socket_directories": f"'{folder}'"}
    options = " ".join(f"-c {key}={value}" for key, value in settings.items())
    as_owner([binary("pg_ctl"), "--pgdata", f"{folder}/data", "--log", f"{folder}/log", "--options", options, "-w", "start"])
    (state / "url").write_text(f"postgresql://guiju:{password}@127.0.0.1:{port}/postgres")


def stop(state):
    where = state / "folder"
    if not where.exists():
        return
    folder = pathlib.Path(where.read_text())
    if running(folder):
        as_owner([binary("pg_ctl"), "--pgdata", f"{folder}/data", "--mode=immediate", "-w", "stop"])
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("folder", "url"):
        (state / name).unlink(missing_ok=True)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "stop"):
        sys.exit(__doc__)
    {"start": start, "stop": stop}[sys.argv[1]](pathlib.Path(sys.argv[2]).absolute())
