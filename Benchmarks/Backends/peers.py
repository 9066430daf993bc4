"""Times the peers on the problems that BackendBenchmark wrote, in the same session.

peers.py FOLDER [PROBLEM ...]

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
here = Path(__file__).resolve().parent
own = json.loads((folder / "own.json").read_text())
PATIENCE, REPETITIONS = 0.1, 200
# Shots of a batch of vmap, and how often an ensemble is timed.
BATCHES, TURNS = [32, 256], 3
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


def ensembles(problem, driver):
    """Processor time of a shot among many at rtol 1e-6 [µs]: CVODE one by one, diffrax in batches."""
    starts, found = np.array(problem.words["starts"]), {}
    if driver is not None:
        turns = []
        for _ in range(TURNS):
            runs = [cvode(problem, 1e-6, driver, start, 1) for start in starts]
            turns.append(sum(run["microseconds"][0] for run in runs if run) / sum(1 for run in runs if run))
        found["cvode, C right-hand side, one by one"] = turns
    import jax
    import jax.numpy as jnp

    whole = diffrax_methods(problem)["diffrax Kvaerno5, PI control"]
    for size in BATCHES:
        batch = jnp.asarray(starts[np.arange(size) % len(starts)])
        compiled = jax.jit(jax.vmap(whole, in_axes=(0, None)))
        if not bool(np.all(np.asarray(compiled(batch, jnp.asarray(1e-6))[2]))):
            continue
        turns = []
        for _ in range(TURNS):
            start = time.process_time()
            np.asarray(compiled(batch, jnp.asarray(1e-6))[0])
            turns.append(1e6 * (time.process_time() - start) / size)
        found[f"diffrax vmap, {size} shots"] = turns
    return found


def main():
    runs, together = {}, {}
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
    chosen = sys.argv[2:]
    for words in sorted(own["problems"], key=lambda words: words["family"]):
        if chosen and words["id"] not in chosen:
            continue
        problem, found = Problem(words), []

        def add(method, exponent, run):
            if run is not None:
                found.append(dict(method=method, exponent=exponent, **run))

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
        if problem.n < 50:
            for name, solve in diffrax_solvers(problem):
                for k in words["exponents"]:
                    if k <= 8:
                        add(name, k, solve(10**-k))
        runs[words["id"]] = dict(runs=found, confirmation=words.get("confirmation", []))
        if words["starts"]:
            together[words["id"]] = ensembles(problem, driver)
        (folder / "peers.json").write_text(json.dumps(dict(versions=versions, problems=runs, ensembles=together)))
        print(words["id"], len(found), "runs of peers", flush=True)


if __name__ == "__main__":
    main()
