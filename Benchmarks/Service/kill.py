"""Kills a service that watches a plant, so many times, at random moments and under load, and starts it again.

    kill.py PROGRAM [KILLS]

While it runs, listeners hear alarms and samples over WebSockets, come back by themselves and go on; others read
samples back, ask for simulations, and acknowledge alarms. In the end the service ends in order, and then:

- every sample that was ever read back is stored, with the value it had;
- every step of an alarm that a listener was told of is stored;
- no listener ever missed a number, and each was back after every restart and went on where it had been;
- each listener's picture of the alarms is the one that is stored;
- the ledger is balanced.

Exit code 1: one of these did not hold."""
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from listeners import plant
from service import Service, fail, free_port, load, percentile

LISTENERS = 4
SIGNALS = ("hydraulics.ps3", "foam-line.polyol-temperature", "foam-line.polyol-pressure")
SUBPROTOCOL = "pur-mold-twin.live.1"


class Plant:
    """The service of the moment, and what is remembered over all of them."""

    def __init__(self, port):
        self.port, self.key, self.running, self.turn = port, None, True, 0
        self.read, self.steps, self.gaps, self.ends = {}, set(), [], []
        self.lock = threading.Lock()


def micros(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() * 1e6)


class Listener:
    def __init__(self, plant, service):
        self.plant, self.service = plant, service
        self.marks, self.alarms, self.back, self.begins, self.heard = {}, {}, [], {}, 0

    async def run(self):
        lost, is_in = time.monotonic(), False
        while self.plant.running:
            try:
                status, text = await asyncio.to_thread(self.service().ask, "POST", "/api/v1/live/tickets", timeout=5)
                ticket = json.loads(text)["ticket"] if status == 200 else ""
                address = f"ws://127.0.0.1:{self.plant.port}/live"
                async with connect(
                    address, subprotocols=[SUBPROTOCOL, "ticket." + ticket], open_timeout=5, close_timeout=1
                ) as socket:
                    for topic in ("alarms", "samples"):
                        wish = {"type": "subscribe", "topic": topic}
                        if topic in self.marks:
                            wish["resume"] = self.marks[topic]
                        await socket.send(json.dumps(wish))
                    turn = self.plant.turn
                    epoch = None
                    async for text in socket:
                        message = json.loads(text)
                        if message["type"] == "welcome":
                            epoch = message["epoch"]
                        elif message["type"] == "subscribed":
                            begins = message["begins"]
                            self.begins[begins] = self.begins.get(begins, 0) + 1
                            if begins != "resumed":
                                self.marks.pop(message["topic"], None)
                                if message["topic"] == "alarms":
                                    self.alarms = {}
                            if message["topic"] == "alarms":
                                is_in = True
                                self.back.append((turn, time.monotonic() - lost))
                        elif message["type"] in ("snapshot", "update"):
                            self.take(message, epoch)
            except (OSError, WebSocketException, ValueError, TimeoutError):
                pass
            if is_in:
                lost, is_in = time.monotonic(), False
            await asyncio.sleep(0.05)

    def take(self, message, epoch):
        topic = message["topic"]
        before = self.marks.get(topic, {}).get("sequence")
        for delivery in message["items"]:
            self.heard += 1
            if topic == "alarms":
                number, item = delivery["sequence"], delivery["item"]
                if message["type"] == "update" and before is not None and number > before + 1:
                    self.plant.gaps.append((before, number))
                before = number
                self.alarms[item["alarm"]] = item["stage"]
                # A snapshot, and a service at its start, tell how alarms stand, without a step that was taken.
                if message["type"] == "update" and item["from"] != item["stage"]:
                    self.plant.steps.add((item["alarm"], item["cause"], micros(item["time"])))
        self.marks[topic] = {"epoch": epoch, "sequence": message["sequence"]}


def reader(plant, service):
    """Reads samples back: what has been read once has been stored."""
    source = random.Random(1)
    after = {}
    while plant.running:
        signal = source.choice(SIGNALS)
        try:
            place = f"&after={after[signal]}" if signal in after else ""
            status, text = service().ask("GET", f"/api/v1/signals/{signal}/samples?limit=500{place}", timeout=5)
            if status == 200:
                page = json.loads(text)
                for sample in page["samples"]:
                    plant.read[signal, sample["time"], sample["sequence"]] = sample.get("value")
                if page["samples"]:
                    last = page["samples"][-1]
                    after[signal] = f"{micros(last['time'])}.{last['sequence']}"
        except (OSError, ValueError):
            pass
        time.sleep(0.02)


def nuisance(plant, service):
    """Simulations and actions of operators, as many as are answered."""
    while plant.running:
        for method, path, body in (
            ("POST", "/api/v1/simulate", {"scenario": "car-seat", "profile": False}),
            ("POST", "/api/v1/alarms/hydraulics.bench-1/acknowledge", None), ("GET", "/api/v1/systems", None),
        ):
            try:
                service().ask(method, path, body, timeout=5)
            except (OSError, ValueError):
                time.sleep(0.02)


def pages(service, path, name):
    """All there is of a list, page by page."""
    found, after = [], ""
    while True:
        status, text = service.ask("GET", f"{path}{'&' if '?' in path else '?'}limit=10000{after}", timeout=60)
        if status != 200:
            fail(f"{path}: {status} {text[:300]}")
        page = json.loads(text)
        found += page[name]
        if not page.get("next"):
            return found
        after = f"&after={page['next']}"


async def main():
    program = sys.argv[1]
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    source = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="pur-kill.") as name:
        folder = Path(name)
        options = plant(folder)
        state = Plant(free_port())
        current = Service(program, *options, folder=folder, limits=False, port=state.port)
        state.key = current.key

        def service():
            return current

        listeners = [Listener(state, service) for _ in range(LISTENERS)]
        tasks = [asyncio.create_task(listener.run()) for listener in listeners]
        threads = [
            threading.Thread(target=work, args=(state, service), daemon=True) for work in (reader, nuisance, nuisance)]
        for thread in threads:
            thread.start()
        starts = []
        for turn in range(1, kills + 1):
            await asyncio.sleep(source.uniform(0.3, 2.5))
            if not current.is_alive:
                fail(f"turn {turn}: the service had ended by itself:\n{current.said()[-2000:]}")
            await asyncio.to_thread(current.kill)
            state.turn = turn
            start = time.monotonic()
            current = await asyncio.to_thread(
                lambda: Service(program, *options, folder=folder, limits=False, port=state.port))
            current.key = state.key
            starts.append(time.monotonic() - start)
        # Time for the last ones to come back, and for the plant to go on a little.
        await asyncio.sleep(5)
        ledger = json.loads(current.ask("GET", "/api/v1/ledger")[1])
        await asyncio.to_thread(current.ask, "POST", "/api/v1/alarms/hydraulics.bench-1/acknowledge")
        state.running = False
        for thread in threads:
            await asyncio.to_thread(thread.join)
        code = await asyncio.to_thread(current.end)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        judge(program, folder, state, listeners, starts, ledger, code, kills)


def judge(program, folder, state, listeners, starts, ledger, code, kills):
    wrong = []
    if code != 0:
        wrong.append(f"the service ended with {code}, not in order")
    history = folder / "state" / "demo.db"
    with Service(program, "--historian", history, folder=folder, limits=False) as last:
        last.key = state.key
        for signal in SIGNALS:
            stored = {
                (sample["time"], sample["sequence"]): sample.get("value")
                for sample in pages(last, f"/api/v1/signals/{signal}/samples", "samples")}
            mine = {key[1:]: value for key, value in state.read.items() if key[0] == signal}
            lost = [key for key, value in mine.items() if key not in stored or stored[key] != value]
            print(f"{signal}: {len(mine)} samples were read back, {len(stored)} are stored, {len(lost)} lost")
            if lost:
                wrong.append(f"{signal}: {lost[:3]}")
        events = {record["id"] for record in pages(last, "/api/v1/alarms/events", "records")}
        told = {f"{alarm}@{moment}-{cause}" for alarm, cause, moment in state.steps}
        lost = sorted(told - events)
        print(f"alarms: {len(told)} steps were told, {len(events)} are stored, {len(lost)} told and not stored")
        if lost:
            wrong.append(f"steps of alarms: {lost[:3]}")
        standing = {record["id"]: record["state"] for record in pages(last, "/api/v1/alarms", "records")}
    done = subprocess.run(
        [program, "ledger", "show", "--historian", history], capture_output=True, text=True)
    print(done.stdout.rstrip())
    if done.returncode != 0 or not ledger["balanced"]:
        wrong.append(f"the ledger is not balanced: {done.stdout}{done.stderr} {ledger}")
    for number, listener in enumerate(listeners, 1):
        back = {turn for turn, _ in listener.back}
        missing = sorted(set(range(kills + 1)) - back)
        # Somebody may be killed again before he is back: only the last time counts for that.
        late = [seconds for turn, seconds in listener.back if turn > 0]
        pictures = {alarm: stage for alarm, stage in listener.alarms.items() if stage != "normal"}
        stands = {alarm: stage for alarm, stage in standing.items() if stage != "normal"}
        print(
            f"listener {number}: {listener.heard} items, back {len(back) - 1} of {kills} times, "
            f"median {percentile(late, 50):.2f} s, most {max(late, default=0):.2f} s after the cut; "
            f"{json.dumps(listener.begins, sort_keys=True)}")
        if kills not in back or len(missing) > kills // 5:
            wrong.append(f"listener {number} was not back after restarts {missing[:10]}")
        if set(listener.begins) - {"snapshot", "resumed"} or listener.begins.get("snapshot", 0) > 2:
            wrong.append(f"listener {number} did not always go on where it was: {listener.begins}")
        if pictures != stands:
            wrong.append(f"listener {number} has {pictures}, stored is {stands}")
    if state.gaps:
        wrong.append(f"numbers were missed: {state.gaps[:3]}")
    print(
        f"{kills} times killed; the service was back after {percentile(starts, 50):.2f} s, at most {max(starts):.2f} s; "
        f"{load()}")
    if wrong:
        fail("\n".join(wrong))
    print("nothing was lost")


asyncio.run(main())
