"""Drives the live page in Debian's Chromium. Usage: browse.py COMMAND… ; the command serves a demo, takes --port, and is
started, ended and started again here. Prints "ok" and what was seen; leaves pictures in the folder PICTURES."""
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

from playwright.sync_api import sync_playwright

pictures = os.environ["PICTURES"]


class Line:
    """A line between the browser and the service that can be cut."""

    def __init__(self, target):
        self.target, self.ends = target, []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.door.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            self.ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        ends, self.ends = self.ends, []
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
line = Line(port)
base = f"http://127.0.0.1:{line.port}"


def start():
    process = subprocess.Popen(sys.argv[1:] + ["--port", str(port)], stdout=subprocess.DEVNULL, stderr=open(pictures + "/service.log", "ab"))
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2):
                return process
        except OSError:
            assert process.poll() is None, "the service ended before it was ready"
            time.sleep(0.1)
    raise AssertionError("the service was not ready in a minute")


service = start()
try:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 1100}).new_page()
        errors, foreign = [], []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(base) else foreign.append(request.url))
        page.goto(base + "/", wait_until="domcontentloaded")
        live = page.locator('#status[data-state="live"]')
        live.wait_for(timeout=60_000)
        rows = page.locator("#signals tbody tr")
        rows.first.wait_for(timeout=60_000)
        signals = rows.count()
        # The chart is drawn, and goes on.
        chart = page.locator(".chart canvas")
        chart.wait_for(timeout=60_000)
        points = lambda: int(page.locator(".chart").get_attribute("data-points"))
        first = points()
        deadline = time.time() + 60
        while points() <= first and time.time() < deadline:
            time.sleep(0.2)
        assert points() > first, "the chart stands still"
        # An alarm comes by the fault of the demo; somebody acknowledges it.
        alarm = page.locator('#alarms tbody tr[data-stage="unacknowledged"]').first
        alarm.wait_for(timeout=120_000)
        name = alarm.get_attribute("data-alarm")
        page.screenshot(path=pictures + "/alarm.png")
        row = page.locator(f'#alarms tbody tr[data-alarm="{name}"]')
        row.get_by_role("button", name="Acknowledge").click()
        page.locator(f'#alarms tbody tr[data-alarm="{name}"]:not([data-stage="unacknowledged"])').wait_for(timeout=30_000)
        stage = row.get_attribute("data-stage")
        # Each number says where it comes from, when it was true and how fresh it is.
        for cells in rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"):
            assert all(cells[i] for i in (0, 1, 3, 4, 5, 6)), cells
        # What is not known is said, and why; never a dash.
        for table in ("#signals", "#alarms"):
            assert "–" not in page.locator(table + " tbody").inner_text(), page.locator(table + " tbody").inner_text()
        failed = page.locator('#signals tr[data-signal="foam-line.polyol-temperature"]')
        failed.filter(has_text="unknown: sensor failed").wait_for(timeout=60_000)
        # A line that breaks while the service lives is resumed without loss.
        line.cut()
        page.locator('#status[data-state="live"]:not([data-resumed="0"])').wait_for(timeout=60_000)
        resumed = int(page.locator("#status").get_attribute("data-resumed"))
        assert page.locator("#status").get_attribute("data-restarted") == "0"
        # A service that is told to end says so; the page comes to the next one by itself, and misses nothing there.
        time.sleep(2)
        before = int(page.locator("#status").get_attribute("data-resumed"))
        service.send_signal(signal.SIGTERM)
        page.locator('#status:not([data-state="live"])').wait_for(timeout=60_000)
        page.screenshot(path=pictures + "/away.png")
        assert service.wait(60) in (0, 143), service.returncode
        service = start()
        live.wait_for(timeout=60_000)
        deadline = time.time() + 60
        while int(page.locator("#status").get_attribute("data-resumed")) <= before and time.time() < deadline:
            time.sleep(0.2)
        assert int(page.locator("#status").get_attribute("data-resumed")) > before, "nothing was resumed after the restart"
        assert page.locator("#status").get_attribute("data-restarted") == "0", "something began anew after the restart"
        # What was acknowledged is not asked for again; by now its condition may be gone.
        assert page.locator(f'#alarms tbody tr[data-alarm="{name}"][data-stage="unacknowledged"]').count() == 0
        again, deadline = points(), time.time() + 60
        while points() <= again and time.time() < deadline:
            time.sleep(0.2)
        assert points() > again, "the chart stands still after the restart"
        page.screenshot(path=pictures + "/back.png")
        assert not errors, errors
        assert not foreign, foreign
        browser.close()
        print("ok", signals, "signals; acknowledged", name, "->", stage, "; resumed", resumed)
finally:
    service.kill()
