"""What may be done to a service without others noticing: slow clients, huge bodies, floods of header fields,
connections that say nothing, more work than there are cores.

    survive.py PROGRAM [CONNECTIONS]

Meanwhile somebody else asks twenty times a second; the slowest of his answers, what the attackers got, and the memory
are printed. Exit code 1: the service did not answer him, or died, or took more memory than it may.

Figures are of one process with one client: CONNECTIONS idle ones, 10,000 unless said otherwise, need as many open
files here and there (ulimit -n)."""
import collections
import json
import resource
import select
import socket
import sys
import tempfile
import threading
import time

from service import Service, fail, load, memory, percentile

MEMORY_MAXIMUM = 1024
PATIENCE = 5.0
seen = []


class Bystander(threading.Thread):
    """Asks for something that needs a key and something to be read, as a person at a screen does."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.service, self.times, self.faults, self.ended = service, [], [], threading.Event()

    def run(self):
        while not self.ended.is_set():
            start = time.monotonic()
            try:
                status, _ = self.service.ask("GET", "/api/v1/systems", timeout=PATIENCE)
                if status != 200:
                    self.faults.append(f"status {status}")
            except OSError as error:
                self.faults.append(repr(error))
            self.times.append(time.monotonic() - start)
            self.ended.wait(0.05)


def during(name, service, attack):
    bystander = Bystander(service)
    bystander.start()
    try:
        words = attack(service)
    finally:
        bystander.ended.set()
        bystander.join()
    now, most = service.memory() if service.is_alive else (float("nan"),) * 2
    print(
        f"{name:<34} {words}\n"
        f"{'':<34} meanwhile {len(bystander.times)} answers: median {percentile(bystander.times, 50) * 1e3:.1f} ms, "
        f"slowest {max(bystander.times) * 1e3:.0f} ms; memory {now:.0f} MB, most {most:.0f} MB", flush=True)
    if not service.is_alive:
        fail(f"{name}: the service died:\n{service.said()[-2000:]}")
    if bystander.faults:
        fail(f"{name}: a bystander was not answered: {bystander.faults[:3]}")
    if most > MEMORY_MAXIMUM:
        fail(f"{name}: {most:.0f} MB")


def connected(service):
    return socket.create_connection(("127.0.0.1", service.port), timeout=30)


def first_line(connection, timeout=30):
    """The first line of what comes; empty when the connection is cut without a word."""
    connection.settimeout(timeout)
    try:
        return connection.recv(4096).split(b"\r\n", 1)[0].decode("latin-1")
    except TimeoutError:
        return "nothing"
    except OSError:
        return "cut"


def tally(words):
    counts = collections.Counter(word or "cut" for word in words)
    return ", ".join(f"{count} × {word}" for word, count in counts.most_common())


def is_open(connection):
    if not select.select([connection], [], [], 0)[0]:
        return True
    try:
        return bool(connection.recv(65536))
    except OSError:
        return False


def drip(head, piece, seconds, count=500, every=0.5):
    """Connections that begin a request and go on with a few bytes now and then: all of them are to be cut."""

    def attack(service):
        connections = [connected(service) for _ in range(count)]
        for connection in connections:
            connection.sendall(head)
        start = time.monotonic()
        lives, alive = [], dict.fromkeys(connections)
        while alive and time.monotonic() - start < seconds:
            for connection in list(alive):
                try:
                    if not is_open(connection):
                        raise OSError
                    connection.sendall(piece)
                except OSError:
                    del alive[connection]
                    lives.append(time.monotonic() - start)
            time.sleep(every)
        for connection in connections:
            connection.close()
        ended = f"after {percentile(lives, 50):.0f} s, the last after {max(lives, default=0):.0f} s"
        if alive:
            fail(f"{len(alive)} of {count} slow clients are still there after {seconds} s")
        return f"{count} clients, all cut: {ended}"

    return attack


def slow_reader(service):
    """Asks for long answers and never reads them."""
    head = f"GET /openapi.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.key}\r\n\r\n".encode()
    connections = []
    for _ in range(300):
        connection = connected(service)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        connections.append(connection)
    asked = 0
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for connection in connections:
            try:
                connection.send(head)
                asked += 1
            except OSError:
                pass
        time.sleep(0.2)
    for connection in connections:
        connection.close()
    return f"{len(connections)} clients asked {asked} times and read nothing"


def huge_bodies(service):
    words = []
    for announced in (True, False):
        for _ in range(20):
            with connected(service) as connection:
                head = (
                    "POST /api/v1/simulate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    f"Authorization: Bearer {service.key}\r\n")
                head += "Content-Length: 1000000000\r\n\r\n" if announced else "Transfer-Encoding: chunked\r\n\r\n"
                try:
                    connection.sendall(head.encode())
                    for _ in range(256):
                        if select.select([connection], [], [], 0)[0]:
                            break
                        connection.sendall((b"" if announced else b"10000\r\n") + b"[" * 0x10000 + b"\r\n")
                except OSError:
                    pass
                words.append(first_line(connection))
    return tally(words)


def packed_bodies(service):
    import gzip
    bomb = gzip.compress(b" " * 200_000_000, 9)
    words = []
    for _ in range(10):
        with connected(service) as connection:
            connection.sendall((
                "POST /api/v1/simulate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {service.key}\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
            ).encode() + bomb)
            words.append(first_line(connection))
    return f"{len(bomb) // 1000} kB that unpack to 200 MB: {tally(words)}"


def deep_bodies(service):
    words = []
    for body in (b"[" * 1_000_000, b'{"a":' * 200_000, b'{"row":{"features":{' + b'"x":1,' * 100_000 + b'"y":1}}}'):
        for _ in range(10):
            with connected(service) as connection:
                connection.sendall((
                    "POST /api/v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    f"Authorization: Bearer {service.key}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
                words.append(first_line(connection))
    return tally(words)


def header_flood(service):
    words = []
    fields = [
        b"".join(b"X-%d: %s\r\n" % (number, b"a" * 100) for number in range(50_000)),
        b"X: " + b"a" * 20_000_000 + b"\r\n",
        b"Cookie: a=1\r\n" * 100_000,
    ]
    for start in [b"GET /version HTTP/1.1\r\nHost: x\r\n" + field for field in fields] + [b"GET /" + b"a" * 20_000_000]:
        for _ in range(10):
            with connected(service) as connection:
                try:
                    # What is refused is not read to its end.
                    connection.settimeout(1)
                    connection.sendall(start + b"\r\n")
                except OSError:
                    pass
                words.append(first_line(connection))
    return tally(words)


def idle_connections(count):
    def attack(service):
        connections = []
        try:
            for _ in range(count):
                connections.append(connected(service))
        except OSError as error:
            return f"{len(connections)} connections, then {error!r}"
        time.sleep(2)
        before = service.memory()[0]
        asked = 0
        for connection in connections[:: max(1, count // 100)]:
            connection.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
            asked += first_line(connection).startswith("HTTP/1.1 200")
        for connection in connections:
            connection.close()
        return f"{count} connections; of 100 asked, {asked} answered; {before:.0f} MB with all of them"

    return attack


def overload(service):
    """Simulations from 400 clients at once: as many as may are computed, the others are told to come back."""
    body = json.dumps({"scenario": "car-seat", "profile": False}).encode()
    request = (
        "POST /api/v1/simulate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {service.key}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
    words = []
    for _ in range(3):
        connections = [connected(service) for _ in range(400)]
        for connection in connections:
            connection.sendall(request)
        words += [first_line(connection, 60) for connection in connections]
        for connection in connections:
            connection.close()
    return tally(words)


def hasty(service):
    """One address that asks without end: the shares of addresses are on here."""
    words = []
    with connected(service) as connection:
        for _ in range(3000):
            connection.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
            words.append(first_line(connection))
    return tally(words)


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < count + 500:
        print(f"only {hard} open files are allowed: {hard - 500} connections instead of {count}")
        count = hard - 500
    with tempfile.TemporaryDirectory(prefix="pur-survive.") as folder:
        environment = {"PUR_MOLD_TWIN_LIMITS_WAITING": "64"}
        with Service(program, folder=folder, limits=False, environment=environment) as service:
            time.sleep(2)
            print(f"at rest: {service.memory()[0]:.0f} MB; {load()}")
            during("idle connections", service, idle_connections(count))
            during("slow heads (slow-loris)", service, drip(b"GET /version HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n", 100))
            during("slow bodies", service, drip(
                (f"POST /api/v1/simulate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 f"Authorization: Bearer {service.key}\r\nContent-Length: 100000\r\n\r\n").encode(), b"[", 60))
            during("answers that nobody reads", service, slow_reader)
            during("huge bodies", service, huge_bodies)
            during("packed bodies", service, packed_bodies)
            during("deep and wide bodies", service, deep_bodies)
            during("header floods", service, header_flood)
            during("more simulations than may wait", service, overload)
            time.sleep(2)
            print(f"afterwards: {service.memory()[0]:.0f} MB; {load()}")
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")
    with tempfile.TemporaryDirectory(prefix="pur-survive.") as folder:
        # With a live part connections are made by other means.
        with Service(program, "--demo", folder=folder, limits=False) as service:
            during("slow heads, with a live part", service, drip(
                b"GET /version HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n", 100))
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")
    with tempfile.TemporaryDirectory(prefix="pur-survive.") as folder:
        with Service(program, folder=folder) as service:
            print(f"{'one address in haste':<34} {hasty(service)}")
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")
    print("survived")


main()
