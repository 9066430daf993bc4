"""Evaluates and solves emitted JAX functions for the tests of the tracer.

tracing.py evaluate MODULE:FUNCTION ...
tracing.py solve RTOL MODULE:FUNCTION:START:END:PARAMETERS ...
"""

import importlib
import sys

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
sys.path.insert(0, ".")
sys.dont_write_bytecode = True


def evaluate(job):
    name, function = job.split(":")
    module = importlib.import_module(name)
    right_hand_side = getattr(module, function)
    width, parameters = len(module.COMPONENTS), len(module.PARAMETERS)
    rows = np.fromfile(f"{name}.in").reshape(-1, 1 + width + parameters)
    vectorized = jax.jit(jax.vmap(right_hand_side))
    found = vectorized(rows[:, 0], rows[:, 1 : 1 + width], rows[:, 1 + width :])
    np.asarray(found, dtype=np.float64).tofile(f"{name}.out")


def solve(tolerance, phases):
    import diffrax

    y = jax.numpy.asarray(np.fromfile("start.bin"))
    controller = diffrax.PIDController(rtol=tolerance, atol=jax.numpy.asarray(np.fromfile("atol.bin")))
    for phase in phases:
        name, function, start, end, parameters = phase.split(":")
        module = importlib.import_module(name)
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(getattr(module, function)),
            diffrax.Kvaerno5(),
            t0=float(start),
            t1=float(end),
            dt0=1e-4,
            y0=y,
            args=tuple(float(p) for p in parameters.split(",") if p),
            stepsize_controller=controller,
            max_steps=100_000,
        )
        y = solution.ys[-1]
        print(f"diffrax {diffrax.__version__}, {name} to {end} s: {int(solution.stats['num_steps'])} steps")
    np.asarray(y, dtype=np.float64).tofile("end.bin")


if sys.argv[1] == "evaluate":
    for job in sys.argv[2:]:
        evaluate(job)
else:
    solve(float(sys.argv[2]), sys.argv[3:])
