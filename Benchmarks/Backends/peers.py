"""Times the peers on the problems that BackendBenchmark wrote, in the same session.

peers.py FOLDER [--quick] [--limit SECONDS]

Each problem has a process of its own and at most so many seconds, after which what it has found so far counts. A second
call in the same folder goes on where the first one stopped.

CVODE runs in C with the emitted right-hand side and its Jacobian. SciPy takes the same two C functions through ctypes.
diffrax takes the emitted JAX function, compiled beforehand, tolerances as arguments. Shots at once: CVODE takes one
after the other in C, diffrax all of a batch through vmap.
"""

import ctypes
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

# One core for all: on matrices this small the threads of a library wait more than they work.
for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np

folder = Path(sys.argv[1]).resolve()
quick = "--quick" in sys.argv
limit = float(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else 1500.0
here = Path(__file__).resolve().parent
own = json.loads((folder / "own.json").read_text())
PATIENCE, REPETITIONS = (0.01, 5) if quick else (0.1, 200)
# Shots of a batch of vmap, and how often an ensemble is timed.
BATCHES, TURNS = ([8], 1) if quick else ([32, 256], 3)
DOUBLES = ctypes.POINTER(ctypes.c_double)
RIGHT_HAND_SIDE = ctypes.CFUNCTYPE(None, ctypes.c_double, DOUBLES, DOUBLES)
FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
versions = {}


def library(source, *libraries):
    target = folder / (source.stem + ".so")
    subprocess.run(["cc", *FLAGS, str(source), "-o", str(target), *libraries, "-lm"], check=True)
    return ctypes.CDLL(str(target))


def pointer(array):
    return array.ctypes.data_as(DOUBLES)


def repeated(solve):
    """Times of repetitions in µs, and what the last gave."""
    microseconds, spent = [], 0.0
    while len(microseconds) < 3 or (spent < PATIENCE and len(microseconds) < REPETITIONS):
        start = time.process_time()
        found = solve()
        elapsed = time.process_time() - start
        microseconds.append(1e6 * elapsed)
        spent += elapsed
        if found is None or spent > 0.3:
            break
    return microseconds, found


class Problem:
    def __init__(self, words):
        self.words = words
        self.times = np.array(words["times"], dtype=float)
        self.initial = np.array(words["initial"], dtype=float)
        self.floor = np.array(words["floor"], dtype=float)
        self.n = len(self.initial)
        self.segments = len(self.times) - 1
        code = library(folder / f"{words['id']}.c")
        self.functions = [getattr(code, f"segment_{s}") for s in range(self.segments)]
        self.jacobians = [getattr(code, f"segment_{s}_jacobian") for s in range(self.segments)]
        for function in self.functions + self.jacobians:
            function.argtypes, function.restype = [ctypes.c_double, DOUBLES, DOUBLES], None


def cvode(problem, relative, driver, initial=None, repetitions=None):
    """A run; `repetitions` stands in for as many as patience allows."""
    initial = problem.initial if initial is None else np.ascontiguousarray(initial)
    kind = RIGHT_HAND_SIDE * problem.segments
    functions = kind(*[ctypes.cast(f, RIGHT_HAND_SIDE) for f in problem.functions])
    jacobians = kind(*[ctypes.cast(f, RIGHT_HAND_SIDE) for f in problem.jacobians])
    end, scratch, work = np.zeros(problem.n), np.zeros(problem.n**2), (ctypes.c_long * 3)()

    def go(repetitions):
        microseconds = np.zeros(repetitions)
        flag = driver.integrate(
            problem.segments, functions, jacobians, pointer(problem.times), problem.n, pointer(initial),
            ctypes.c_double(relative), pointer(problem.floor), repetitions, pointer(microseconds), pointer(end), work,
            pointer(scratch))
        return flag, microseconds

    flag, microseconds = go(repetitions or 2)
    if flag != 0:
        return None
    if repetitions is None:
        _, microseconds = go(int(min(REPETITIONS, max(3, 1e6 * PATIENCE / microseconds[1]))))
    return dict(
        end=end.tolist(), microseconds=microseconds.tolist(), steps=work[0], right_hand_sides=work[1],
        jacobians=work[2])


def scipy(problem, relative, method):
    from scipy.integrate import solve_ivp

    value, matrix = np.zeros(problem.n), np.zeros((problem.n, problem.n))
    to_value, to_matrix = pointer(value), pointer(matrix)
    work = {}

    def go():
        y, steps, calls = problem.initial, 0, 0
        for s in range(problem.segments):
            f, j = problem.functions[s], problem.jacobians[s]

            def right_hand_side(t, y):
                f(t, pointer(y), to_value)
                return value.copy()

            def jacobian(t, y):
                j(t, pointer(np.ascontiguousarray(y)), to_matrix)
                return matrix.copy()

            found = solve_ivp(
                right_hand_side, (problem.times[s], problem.times[s + 1]), y, method=method, rtol=relative,
                atol=relative * problem.floor, jac=jacobian, t_eval=[problem.times[s + 1]])
            if not found.success:
                return None
            y, calls = np.ascontiguousarray(found.y[:, -1]), calls + found.nfev
        work.update(right_hand_sides=int(calls))
        return y

    microseconds, y = repeated(go)
    return None if y is None else dict(end=y.tolist(), microseconds=microseconds, **work)


def diffrax_methods(problem):
    """Functions of start and relative tolerance, by name, not compiled."""
    import diffrax
    import jax
    import jax.numpy as jnp

    terms = []
    for s in range(problem.segments):
        spec = importlib.util.spec_from_file_location("segment", folder / f"{problem.words['id']}_{s}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        terms.append(diffrax.ODETerm(module.right_hand_side))
    floor = jnp.asarray(problem.floor)

    def method(settings):
        def whole(initial, relative):
            y, steps, is_done = initial, 0, True
            for s, term in enumerate(terms):
                controller = diffrax.PIDController(rtol=relative, atol=relative * floor, **settings)
                found = diffrax.diffeqsolve(
                    term, diffrax.Kvaerno5(), problem.times[s], problem.times[s + 1], None, y,
                    stepsize_controller=controller, max_steps=200_000, throw=False, saveat=diffrax.SaveAt(t1=True),
                    adjoint=diffrax.ForwardMode())
                y, steps = found.ys[-1], steps + found.stats["num_steps"]
                is_done = is_done & (found.result == diffrax.RESULTS.successful)
            return y, steps, is_done

        return whole

    versions.update(jax=jax.__version__, diffrax=diffrax.__version__)
    return {
        "diffrax Kvaerno5, defaults": method({}),
        "diffrax Kvaerno5, PI control": method(dict(pcoeff=0.4, icoeff=0.3)),
    }


def diffrax_solvers(problem):
    """Functions of the relative tolerance, by name."""
    import jax
    import jax.numpy as jnp

    # The emitted modules ask for doubles; nothing may be made before.
    methods = diffrax_methods(problem)
    initial = jnp.asarray(problem.initial)

    def solver(name, whole):
        compiled = jax.jit(whole)

        def solve(relative):
            def go():
                y, steps, is_done = compiled(initial, jnp.asarray(relative))
                return (np.asarray(y), int(steps)) if bool(is_done) else None

            if go() is None:
                return None
            microseconds, found = repeated(go)
            return dict(end=found[0].tolist(), microseconds=microseconds, steps=found[1])

        return name, solve

    return [solver(name, whole) for name, whole in methods.items()]


def ensembles(problem, driver, found, note):
    """Finds the times of a shot among many at rtol 1e-6 [µs]: CVODE one by one, diffrax in batches.

    A turn is a pair: processor time of all threads together, and time on the clock.
    """
    starts = np.array(problem.words["starts"])
    if driver is not None:
        turns = []
        for _ in range(TURNS):
            runs = [cvode(problem, 1e-6, driver, start, 1) for start in starts]
            each = sum(run["microseconds"][0] for run in runs if run) / sum(1 for run in runs if run)
            # One thread that never waits.
            turns.append((each, each))
        found["cvode, C right-hand side, one by one"] = turns
        note()
    import jax
    import jax.numpy as jnp

    methods = diffrax_methods(problem)
    settings = [(size, "PI control") for size in BATCHES] + [(BATCHES[-1], "defaults")]
    for size, control in settings:
        whole = methods[f"diffrax Kvaerno5, {control}"]
        batch = jnp.asarray(starts[np.arange(size) % len(starts)])
        compiled = jax.jit(jax.vmap(whole, in_axes=(0, None)))
        if not bool(np.all(np.asarray(compiled(batch, jnp.asarray(1e-6))[2]))):
            continue
        turns = []
        for _ in range(TURNS):
            start, clock = time.process_time(), time.perf_counter()
            np.asarray(compiled(batch, jnp.asarray(1e-6))[0])
            work, elapsed = time.process_time() - start, time.perf_counter() - clock
            turns.append((1e6 * work / size, 1e6 * elapsed / size))
        found[f"diffrax vmap, {control}, {size} shots"] = turns
        note()


def part(name):
    return folder / f"peers-{name}.json"


def measure(words):
    """All peers on one problem; what is found is written down after each."""
    name = words["id"]
    driver = None
    if os.path.exists("/usr/include/cvode/cvode.h"):
        driver = library(
            here / "cvode.c", "-lsundials_cvode", "-lsundials_nvecserial", "-lsundials_sunlinsoldense",
            "-lsundials_sunmatrixdense")
        driver.version.restype = ctypes.c_char_p
        versions["sundials"] = driver.version().decode()
    import scipy as library_of_scipy

    versions.update(scipy=library_of_scipy.__version__, numpy=np.__version__, python=platform.python_version())
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    versions["c"] = compiler
    problem, runs, together = Problem(words), [], {}

    def note(is_done=False):
        found = dict(
            versions=versions, runs=runs, confirmation=words.get("confirmation", []), ensembles=together, done=is_done)
        part(name).with_suffix(".new").write_text(json.dumps(found))
        part(name).with_suffix(".new").rename(part(name))

    def add(method, exponent, run):
        if run is not None:
            runs.append(dict(method=method, exponent=exponent, **run))
            note()

    for k in words["exponents"]:
        if driver is not None:
            add("cvode, C right-hand side", k, cvode(problem, 10**-k, driver))
        for method in ["LSODA", "Radau"]:
            # Their loop in Python takes seconds where more digits are asked for.
            if k <= (8 if problem.n < 50 else 6):
                add(f"SciPy {method}", k, scipy(problem, 10**-k, method))
    if driver is not None:
        # CVODE refuses a tolerance that asks for more digits than round-off leaves.
        tight = (cvode(problem, relative, driver) for relative in [1e-12, 3e-12, 1e-11, 3e-11, 1e-10])
        words["confirmation"] = next((found["end"] for found in tight if found), [])
        note()
    if words["starts"]:
        ensembles(problem, driver, together, note)
    if problem.n < 50:
        for name_of_method, solve in diffrax_solvers(problem):
            for k in words["exponents"]:
                if k <= 8:
                    add(name_of_method, k, solve(10**-k))
    note(is_done=True)


def measured(name):
    """What is known of a problem in this session; nothing when it is older than our own part."""
    if not part(name).exists() or part(name).stat().st_mtime < (folder / "own.json").stat().st_mtime:
        return None
    return json.loads(part(name).read_text())


def main():
    if "--problem" in sys.argv:
        wanted = sys.argv[sys.argv.index("--problem") + 1]
        return measure(next(words for words in own["problems"] if words["id"] == wanted))
    problems, together, given_up = {}, {}, []
    for words in sorted(own["problems"], key=lambda words: words["family"]):
        name = words["id"]
        known = measured(name)
        if known is None or not known["done"]:
            child = subprocess.Popen([sys.executable, "-B", *sys.argv, "--problem", name])
            try:
                if child.wait(limit) != 0:
                    raise SystemExit(f"{name}: the peers failed; see above")
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            known = measured(name)
        if known is None or not known["done"]:
            given_up.append(name)
        if known is None:
            print(name, "no run of peers (out of time)", flush=True)
            continue
        versions.update(known["versions"])
        problems[name] = dict(runs=known["runs"], confirmation=known["confirmation"])
        if known["ensembles"]:
            together[name] = known["ensembles"]
        print(name, len(known["runs"]), "runs of peers", "" if known["done"] else "(out of time)", flush=True)
    whole = dict(
        versions=versions, problems=problems, ensembles=together, given_up=given_up, limit=limit,
        load=os.getloadavg()[2])
    (folder / "peers.json").write_text(json.dumps(whole))


if __name__ == "__main__":
    main()
