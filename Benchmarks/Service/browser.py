"""How late an alarm is on the screen: from when the plant's value was true, to when the live page shows the alarm's step.

    browser.py PROGRAM [SECONDS]

Runs under a Python with playwright and Debian's Chromium, without a window. The plant is that of listeners.py: read ten
times a second, with alarms that come and go more than ten times a second. `heard` is when the page's socket had the
message, `shown` the frame after the row of the alarm had changed; of steps that come before the row has changed the
first counts. All by the one clock of this machine; sources tell milliseconds."""
import sys
import tempfile
from pathlib import Path

from listeners import plant, show
from playwright.sync_api import sync_playwright
from service import Service, fail, load, percentile

WATCH = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const pending = new Map();
  window.seen = [];
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", event => {
        const message = JSON.parse(event.data);
        if (message.topic !== "alarms" || message.type !== "update") return;
        for (const { item } of message.items)
          if (item.sensed && !pending.has(item.alarm))
            pending.set(item.alarm, { sensed: Date.parse(item.sensed), heard: now() });
      });
    }
  };
  const row = node => (node.nodeType === 1 ? node : node.parentElement)?.closest?.("tr[data-alarm]");
  new MutationObserver(changes => {
    for (const change of changes)
      for (const node of [change.target, ...change.addedNodes, ...change.removedNodes]) {
        const name = row(node)?.dataset.alarm, step = pending.get(name);
        if (!step) continue;
        pending.delete(name);
        requestAnimationFrame(() => setTimeout(() =>
          window.seen.push([step.heard - step.sensed, now() - step.sensed])));
      }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();
"""


def times(values):
    return {"count": len(values), "max": max(values, default=0)} | {
        f"p{share}": percentile(values, share) for share in (50, 95, 99)}


def main():
    program = sys.argv[1]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    with tempfile.TemporaryDirectory(prefix="pur-browser.") as name:
        folder = Path(name)
        options = plant(folder) + ["--authentication", "off"]
        with Service(program, *options, folder=folder, limits=False) as service, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1280, "height": 1100}).new_page()
            page.add_init_script(WATCH)
            page.goto(f"http://127.0.0.1:{service.port}/", wait_until="domcontentloaded")
            page.locator('#status[data-state="live"]').wait_for(timeout=60_000)
            page.wait_for_timeout(3_000)
            page.evaluate("window.seen.length = 0")
            page.wait_for_timeout(seconds * 1_000)
            seen = page.evaluate("window.seen")
            browser.close()
            if len(seen) < 10:
                fail(f"{len(seen)} steps of alarms were shown in {seconds} s")
            print(
                f"{len(seen)} steps of alarms in {seconds} s; {load()}\n"
                f"  {show('sensor to page heard', times([heard for heard, _ in seen]))}\n"
                f"  {show('sensor to page shown', times([shown for _, shown in seen]))}")
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")


main()
