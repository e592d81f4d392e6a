#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""meters.py PROCESS PORT ROUNDS SECONDS: the processor time of an aeoliand with and without a client that listens to
its meters, in turn; see tests/bench/meters."""
import json
import socket
import statistics
import sys
import time
from pathlib import Path

METERS = ("/aeolian/level", "/aeolian/spectrum")
GENERATOR = "generator"  # the name of the thread that plays the model


def opened(port):
    """A WebSocket to the server, after its handshake."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    if b" 101 " not in head:
        raise SystemExit(head.decode())
    return connection


def tell(connection, command, path):
    payload = json.dumps({"COMMAND": command, "DATA": path}).encode()
    connection.sendall(bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload)


def processor_times(process):
    """Processor seconds so far, of the whole program and of everything but its generator."""
    whole = others = 0.0
    for task in Path(f"/proc/{process}/task").iterdir():
        time_s = int((task / "schedstat").read_text().split()[0]) / 1e9
        whole += time_s
        others += time_s if (task / "comm").read_text().strip() != GENERATOR else 0.0
    return whole, others


def heard_for(connection, seconds):
    """Reads for that many seconds; returns the number of bytes."""
    end, count = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            count += len(connection.recv(65536))
        except TimeoutError:
            break
    return count


def percent(process, connection, seconds):
    """Processor time of the whole program and of everything but its generator, and bytes a second."""
    before, begin = processor_times(process), time.monotonic()
    count = heard_for(connection, seconds)
    took, after = time.monotonic() - begin, processor_times(process)
    return [100 * (b - a) / took for a, b in zip(before, after)] + [count / took]


def main(process, port, rounds, seconds):
    connection = opened(int(port))
    trials = {"IGNORE": [], "LISTEN": []}
    for _ in range(int(rounds)):
        for command, results in trials.items():
            for path in METERS:
                tell(connection, command, path)
            heard_for(connection, 0.5)
            results.append(percent(process, connection, float(seconds)))
    for command, results in trials.items():
        whole, others, count = (statistics.median(column) for column in zip(*results))
        looks = "listens to the meters" if command == "LISTEN" else "listens to nothing"
        print(f"{looks}: {whole:.2f} % of a core, without the generator {others:.3f} %, {count:.0f} bytes a second")


if __name__ == "__main__":
    main(*sys.argv[1:])
