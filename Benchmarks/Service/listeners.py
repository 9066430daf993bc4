"""Many listeners of the live feed at once: how late an alarm reaches them, and what they cost.

    listeners.py PROGRAM GENERATOR [CLIENTS] [SECONDS]

A simulated plant is read ten times a second; one of its sensors is so noisy that its alarms come and go more than
ten times a second. CLIENTS listeners, 5,000 unless said otherwise, hear the topic of alarms for SECONDS. Times are from when the
plant's value was true (`sensed`) and from when listeners were told (`published`), to when the text was taken off the
listener's socket, all by the one clock of this machine. First a single listener, then all of them."""
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from service import ROOT, Service, fail, load

FAULTS = """schema: pur-mold-twin/faults/1
faults:
  - {kind: noisy-sensor, signal: hydraulics.ps3}
"""
ALARM = """      - id: bench-%d
        name: Made to come and go (%d)
        signal: ps3
        above: %s bar
        priority: low
        response: none
"""


def plant(folder):
    """The plant of the demo, read ten times a second, with alarms that come and go."""
    text = (ROOT / "Plants" / "demo-plant.yaml").read_text()
    text = re.sub(r"period: .* s$", "period: 0.1 s", text, flags=re.MULTILINE)
    # Alarms of the hydraulic unit end the file.
    text += "".join(ALARM % (number, number, limit) for number, limit in enumerate(("1.2", "1.3", "1.4", "1.5"), 1))
    (folder / "plant.yaml").write_text(text)
    (folder / "faults.yaml").write_text(FAULTS)
    return ["--demo", "--plant", folder / "plant.yaml", "--faults", folder / "faults.yaml"]


def show(name, times):
    if not times.get("count"):
        return f"{name}: none"
    return (
        f"{name} median {times['p50']:.1f} ms, p95 {times['p95']:.1f} ms, p99 {times['p99']:.1f} ms, "
        f"most {times['max']:.0f} ms")


def main():
    program, generator = sys.argv[1:3]
    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 20
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="pur-listeners.") as name:
        folder = Path(name)
        with Service(program, *plant(folder), folder=folder, limits=False) as service:
            time.sleep(5)
            print(f"a plant of 10 readings a second is watched: {service.memory()[0]:.0f} MB; {load()}")
            for count in sorted({1, 100, 1000, clients} & set(range(clients + 1))):
                before = processor(service)
                done = subprocess.run(
                    [generator, "listen", str(service.port), str(count), str(seconds), "alarms", service.key],
                    stdout=subprocess.PIPE, text=True)
                if done.returncode != 0:
                    fail(f"{count} listeners: {done.stdout}\n{service.said()[-2000:]}")
                found = json.loads(done.stdout)
                spent = (processor(service) - before) / (seconds + 2 + found["opening_s"])
                print(
                    f"{count} listeners, {found['each_per_s']:.1f} alarms/s each ({found['least']} to {found['most']} "
                    f"in {seconds} s, {found['gaps']} gaps)\n"
                    f"  {show('told to socket', found['delivery'])}\n"
                    f"  {show('sensor to socket', found['from_sensor'])}\n"
                    f"  {spent:.2f} cores, {service.memory()[0]:.0f} MB; {load()}", flush=True)
                if found["gaps"]:
                    fail("alarms were lost")
            if service.end() != 0:
                fail(f"the service did not end in order:\n{service.said()[-2000:]}")


def processor(service):
    """Processor time that the service has used [s]."""
    fields = Path(f"/proc/{service.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
