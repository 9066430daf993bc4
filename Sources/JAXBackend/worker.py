"""Takes steps of diffrax for the integrator `jax`.

A request is one line of JSON followed by `count` doubles; so is an answer. Both come in the byte order of the
machine. The equations come as the text of a JAX function whose `args` are all its constants, so that problems that
differ in numbers only are compiled once.
"""

import json
import os
import sys
import threading
import time

requests = os.fdopen(os.dup(0), "rb")
answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # whatever prints must not disturb the answers


def answer(words, numbers=b""):
    answers.write(json.dumps({**words, "count": len(numbers) // 8}).encode() + b"\n" + numbers)
    answers.flush()


def watch_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


threading.Thread(target=watch_parent, daemon=True).start()

try:
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    # Equations are compiled for one shot: half the time to compile is worth more than faster steps.
    os.environ.setdefault("XLA_FLAGS", "--xla_llvm_disable_expensive_passes=true")
    import diffrax
    import jax
    import jax.numpy as jnp
    import numpy as np
    from jax import lax

    jax.config.update("jax_enable_x64", True)
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    jax.config.update("jax_compilation_cache_dir", os.path.join(cache, "pur-mold-twin", "jax"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
except Exception as error:
    answer({"ok": False, "words": f"{type(error).__name__}: {error}"})
    sys.exit(1)
answer({"ok": True, "python": sys.version.split()[0], "jax": jax.__version__, "diffrax": diffrax.__version__})

CHUNK = 32
# y(t + θh) is the cubic through both ends and their slopes, plus θ²(1 − θ)² times these parts of the stages: the one
# addition of least norm that meets the conditions of order 4 at every θ, solved once from the tableau.
QUARTIC = None


def quartic(tableau):
    stages = len(tableau.b_sol)
    a = np.zeros((stages, stages))
    for i, row in enumerate(tableau.a_lower):
        a[i + 1, : i + 1] = row
    a += np.diag(tableau.a_diagonal)
    c = np.concatenate([[0.0], tableau.c])
    conditions = np.array([np.ones(stages), c, c**2, c**3, a @ c**2])
    return np.linalg.lstsq(conditions, np.array([0, 0, 0, 1 / 4, 1 / 12]), rcond=None)[0]


class Stepper:
    """The compiled steps of all problems of one form."""

    def __init__(self, source, function, states):
        scope = {}
        exec(compile(source, "equations", "exec"), scope)
        self.term = diffrax.ODETerm(scope[function])
        self.states = states
        self.begin = jax.jit(self._begin)
        self.advance = jax.jit(self._advance)

    def norm(self, scaled):
        return jnp.max(jnp.abs(scaled[: self.states]))

    def controller(self, numbers):
        return diffrax.PIDController(
            rtol=numbers["relative"],
            atol=numbers["absolute"],
            pcoeff=0.4,  # without a proportional part every other step of a stiff problem was repeated
            icoeff=0.3,
            dtmax=numbers["size_maximum"],
            norm=self.norm,
        )

    def solver(self, numbers, y, h):
        # Newton's unknowns are slopes: what they may be off is what the state may be off, divided by γh.
        allowed = (numbers["absolute"] + numbers["relative"] * jnp.abs(y)) / (0.26 * h)
        return diffrax.Kvaerno5(root_finder=diffrax.VeryChord(rtol=0.0, atol=allowed, norm=self.norm))

    def _begin(self, t, y, size, numbers):
        solver = self.solver(numbers, y, 1.0)
        order = solver.error_order(self.term)
        controller = self.controller(numbers)
        chosen, memory = controller.init(
            self.term, t, numbers["end"], y, None, numbers["args"], solver.func, order
        )
        h = jnp.where(size > 0, jnp.minimum(size, numbers["size_maximum"]), chosen - t)
        # A slope of zero everywhere gives no scale.
        h = jnp.where(jnp.isfinite(h) & (h > 0), jnp.minimum(h, numbers["end"] - t), 1e-6 * (numbers["end"] - t))
        stages = solver.init(self.term, t, t + h, y, numbers["args"])
        slope = self.term.vf(t, y, numbers["args"])
        memory = jax.tree_util.tree_map(jnp.asarray, memory)
        return (t, y, h, stages, memory), slope

    def _advance(self, carry, numbers, limit):
        controller = self.controller(numbers)
        width = carry[1].shape[0]
        tiny = 16 * jnp.finfo(jnp.float64).eps
        kept = (jnp.zeros(CHUNK), jnp.zeros((CHUNK, 5, width)), jnp.zeros((CHUNK, width)))
        worst = jnp.zeros(width)

        def go_on(state):
            (t, _, h, _, _), taken, tried, _, _, _ = state
            is_moving = (h > tiny * jnp.abs(t)) & (h > 1e-300)
            return (taken < CHUNK) & (tried < limit) & (t < numbers["end"]) & is_moving

        def attempt(state):
            (t, y, h, stages, memory), taken, tried, (ends, polynomials, finals), _, bad = state
            left = numbers["end"] - t
            # No last step shorter than half of the one before it.
            h = jnp.where(h >= left, left, jnp.where(2 * h > left, left / 2, h))
            t1 = jnp.where(h >= left, numbers["end"], t + h)
            solver = self.solver(numbers, y, h)
            y1, error, dense, next_stages, _ = solver.step(
                self.term, t, t1, y, numbers["args"], stages, False
            )
            is_finite = jnp.isfinite(y1)
            is_sound = jnp.all(is_finite) & jnp.all(jnp.isfinite(error))
            error = jnp.where(is_sound, error, jnp.inf)
            keep, t0_next, t1_next, _, next_memory, _ = controller.adapt_step_size(
                t, t1, y, y1, numbers["args"], error, solver.error_order(self.term), memory
            )
            k = dense["k"]
            first, last, rise = k[0], k[-1], y1 - y
            fourth = jnp.tensordot(QUARTIC, k, axes=1)
            polynomial = jnp.stack(
                [y, first, 3 * rise - 2 * first - last + fourth, first + last - 2 * rise - 2 * fourth, fourth]
            )
            ends = jnp.where(keep, ends.at[taken].set(t1), ends)
            polynomials = jnp.where(keep, polynomials.at[taken].set(polynomial), polynomials)
            finals = jnp.where(keep, finals.at[taken].set(y1), finals)

            def choose(new, old):
                return jnp.where(keep, new, old)

            carry = (
                choose(t1, t),
                choose(y1, y),
                t1_next - t0_next,
                jax.tree_util.tree_map(choose, next_stages, stages),
                jax.tree_util.tree_map(jnp.asarray, next_memory),
            )
            scaled = jnp.abs(error) / (numbers["absolute"] + numbers["relative"] * jnp.abs(y))
            bad = jnp.where(keep | jnp.all(is_finite), -1, jnp.argmin(is_finite))
            return carry, taken + keep, tried + 1, (ends, polynomials, finals), scaled, bad

        state = (carry, jnp.asarray(0), jnp.asarray(0), kept, worst, jnp.asarray(-1))
        carry, taken, tried, kept, scaled, bad = lax.while_loop(go_on, attempt, state)
        return carry, taken, tried, kept, jnp.argmax(scaled[: self.states]), bad


steppers = {}
runs = {}


def begin(request, values):
    key = (request["form"], request["states"])
    if key not in steppers:
        if "source" not in request:
            return answer({"ok": True, "needs_source": True})
        steppers[key] = Stepper(request["source"], request["function"], request["states"])
    stepper, width, states = steppers[key], request["width"], request["states"]
    y, absolute, args = np.split(values, [width, width + states])
    numbers = {
        "relative": request["relative"],
        "absolute": np.concatenate([absolute, np.ones(width - states)]),
        "size_maximum": request.get("size_maximum") or np.inf,
        "end": request["end"],
        "args": args,
    }
    numbers = {name: jnp.asarray(value, dtype=jnp.float64) for name, value in numbers.items()}
    size = jnp.asarray(request.get("size") or 0.0, dtype=jnp.float64)
    carry, slope = stepper.begin(jnp.asarray(request["start"], dtype=jnp.float64), jnp.asarray(y), size, numbers)
    runs[request["run"]] = (stepper, numbers, carry)
    answer({"ok": True}, np.asarray(slope).tobytes())


def advance(request, values):
    stepper, numbers, carry = runs[request["run"]]
    carry, taken, tried, (ends, polynomials, finals), worst, bad = stepper.advance(
        carry, numbers, jnp.asarray(request["limit"])
    )
    runs[request["run"]] = (stepper, numbers, carry)
    taken = int(taken)
    rows = np.concatenate(
        [
            np.asarray(ends)[:taken, None],
            np.asarray(finals)[:taken],
            np.asarray(polynomials)[:taken].reshape(taken, 5 * finals.shape[1]),
        ],
        axis=1,
    )
    size = float(carry[2])
    words = {"ok": True, "taken": taken, "tried": int(tried), "worst": int(worst), "bad": int(bad)}
    answer({**words, "size": size if np.isfinite(size) else None}, np.ascontiguousarray(rows).tobytes())


def end(request, values):
    runs.pop(request["run"], None)
    answer({"ok": True})


QUARTIC = quartic(diffrax.Kvaerno5.tableau)
for line in requests:
    request = json.loads(line)
    values = np.frombuffer(requests.read(8 * request["count"]))
    try:
        {"begin": begin, "advance": advance, "end": end}[request["do"]](request, values)
    except Exception as error:
        answer({"ok": False, "words": f"{type(error).__name__}: {error}".splitlines()[0]})
