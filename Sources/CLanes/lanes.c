#include "lanes.h"
#include "functions.h"

#define ROW(index) (rows + (long)(index) * stride)

/// Carries out `expression` for every block b of the rows x, y, z.
#define EACH(expression) \
  for (int32_t b = 0; b < blocks; b++) target[b] = (expression); \
  break

INLINE void execute(const lanes_instruction *program, int32_t count, block *rows, int32_t blocks) {
  for (int32_t i = 0; i < count; i++) {
    const lanes_instruction *it = program + i;
    block *target = rows + it->target;
    const block *x = rows + it->first, *y = rows + it->second, *z = rows + it->third;
    switch (it->operation) {
      case lanes_copy: EACH(x[b]);
      case lanes_negate: EACH(-x[b]);
      case lanes_exp: EACH(exponential(x[b]));
      case lanes_log: EACH(logarithm(x[b]));
      case lanes_square_root: EACH(__builtin_elementwise_sqrt(x[b]));
      case lanes_cube_root: EACH(cube_root(x[b]));
      case lanes_tanh: EACH(hyperbolic_tangent(x[b]));
      case lanes_add: EACH(x[b] + y[b]);
      case lanes_subtract: EACH(x[b] - y[b]);
      case lanes_multiply: EACH(x[b] * y[b]);
      case lanes_divide: EACH(x[b] / y[b]);
      case lanes_multiply_add: EACH(x[b] * y[b] + z[b]);
      case lanes_multiply_subtract: EACH(x[b] * y[b] - z[b]);
      case lanes_subtract_product: EACH(z[b] - x[b] * y[b]);
      default: break;
    }
  }
}

CLONES
void lanes_execute(const lanes_instruction *program, int32_t count, double *arena, int32_t blocks) {
  block *rows = (block *)arena;
  // A literal number of blocks lets the compiler unroll the loops.
  if (blocks == 4) {
    execute(program, count, rows, 4);
  } else {
    execute(program, count, rows, blocks);
  }
}

/// Factorizes I − hγ J of one block, with a pivot of its own in every lane, as `LUFactorization` does.
///
/// Leaves the factors of L below the diagonal, reciprocals of the pivots on it, and above it U with each row divided by
/// its pivot. Returns the lanes whose matrix is singular; `has_swaps` tells whether rows changed places in some lane.
INLINE mask factorize(const lanes_plan *p, block *rows, int32_t b, int32_t n, block scale, int *has_swaps) {
  const int32_t stride = p->stride;
  block a[lanes_dimension_maximum * lanes_dimension_maximum], weight[lanes_dimension_maximum];
  mask order[lanes_dimension_maximum];
  for (int32_t i = 0; i < n; i++) {
    for (int32_t j = 0; j < n; j++) {
      block element = -scale * ROW(p->jacobian + i * n + j)[b];
      a[i * n + j] = i == j ? element + 1 : element;
    }
    weight[i] = ROW(p->weights + i)[b];
    order[i] = (mask)splat_bits((uint64_t)i);
  }
  mask is_singular = (mask)splat_bits(0);
  *has_swaps = 0;
  for (int32_t k = 0; k < n; k++) {
    block largest = magnitude(a[k * n + k]) * weight[k];
    mask pivot = (mask)splat_bits((uint64_t)k);
    for (int32_t i = k + 1; i < n; i++) {
      block candidate = magnitude(a[i * n + k]) * weight[i];
      mask is_larger = candidate > largest;
      largest = choose(is_larger, candidate, largest);
      pivot = (is_larger & (mask)splat_bits((uint64_t)i)) | (~is_larger & pivot);
    }
    is_singular |= ~((largest > splat(0)) & (largest < splat(INFINITY)));
    for (int32_t i = k + 1; i < n; i++) {
      mask swaps = pivot == (mask)splat_bits((uint64_t)i);
      if (!any(swaps)) continue;
      *has_swaps = 1;
      for (int32_t j = 0; j < n; j++) {
        block upper = a[k * n + j], lower = a[i * n + j];
        a[k * n + j] = choose(swaps, lower, upper);
        a[i * n + j] = choose(swaps, upper, lower);
      }
      block upper = weight[k], lower = weight[i];
      weight[k] = choose(swaps, lower, upper);
      weight[i] = choose(swaps, upper, lower);
      mask first = order[k], second = order[i];
      order[k] = (swaps & second) | (~swaps & first);
      order[i] = (swaps & first) | (~swaps & second);
    }
    block reciprocal = 1 / a[k * n + k];
    a[k * n + k] = reciprocal;
    for (int32_t i = k + 1; i < n; i++) {
      block multiplier = a[i * n + k] * reciprocal;
      a[i * n + k] = multiplier;
      for (int32_t j = k + 1; j < n; j++) a[i * n + j] -= multiplier * a[k * n + j];
    }
  }
  for (int32_t k = 0; k < n; k++) {
    for (int32_t j = k + 1; j < n; j++) a[k * n + j] *= a[k * n + k];
  }
  for (int32_t i = 0; i < n * n; i++) ROW(p->factors + i)[b] = a[i];
  for (int32_t i = 0; i < n; i++) ROW(p->order + i)[b] = (block)order[i];
  return is_singular;
}

/// Solves for u of `stage` from its complete right side, quadratures by substitution.
INLINE void solve(
    const lanes_plan *p, block *rows, int32_t b, int32_t n, int32_t stage, block scale, int has_swaps) {
  const int32_t stride = p->stride;
  block *u = ROW(p->stages + stage * p->components) + b;
  block x[lanes_dimension_maximum];
  const double *right = (const double *)(ROW(p->right) + b);
  for (int32_t i = 0; i < n; i++) {
    block sum = ROW(p->right + i)[b];
    if (has_swaps) {
      const mask order = (mask)ROW(p->order + i)[b];
      for (int lane = 0; lane < 8; lane++) sum[lane] = right[order[lane] * stride * 8 + lane];
    }
    for (int32_t j = 0; j < i; j++) sum -= ROW(p->factors + i * n + j)[b] * x[j];
    x[i] = sum;
  }
  for (int32_t i = n - 1; i >= 0; i--) {
    block sum = x[i] * ROW(p->factors + i * n + i)[b];
    for (int32_t j = n - 1; j > i; j--) sum -= ROW(p->factors + i * n + j)[b] * x[j];
    x[i] = sum;
  }
  for (int32_t i = 0; i < n; i++) u[(long)i * stride] = x[i];
  for (int32_t i = n; i < p->components; i++) {
    block sum = splat(0);
    for (int32_t j = 0; j < n; j++) sum += ROW(p->jacobian + i * n + j)[b] * x[j];
    u[(long)i * stride] = ROW(p->right + i)[b] + scale * sum;
  }
}

/// The state of `stage` and the coupling to the stages before it, on the right side.
///
/// The blocks of a row are worked on side by side: their sums do not wait for each other.
INLINE void combine_blocks(
    const lanes_plan *p, const double *a, const double *couplings, block *rows, int32_t blocks, int32_t stage,
    int32_t states) {
  const long stride = p->stride, next = p->components * stride;
  for (int32_t i = 0; i < p->components; i++) {
    block total[lanes_blocks_maximum], coupled[lanes_blocks_maximum];
    const block *state = ROW(p->state + i), *u = ROW(p->stages + i);
    for (int32_t b = 0; b < blocks; b++) {
      total[b] = state[b];
      coupled[b] = splat(0);
    }
    for (int32_t j = 0; j < stage; j++, u += next) {
      const block weight = splat(a[j]), coupling = splat(couplings[j]);
      for (int32_t b = 0; b < blocks; b++) {
        total[b] += weight * u[b];
        coupled[b] += coupling * u[b];
      }
    }
    for (int32_t b = 0; b < blocks; b++) {
      ROW(p->right + i)[b] = coupled[b];
      if (i < states) ROW(p->stage_state + i)[b] = total[b];
    }
  }
}

INLINE void combine(
    const lanes_plan *p, const double *a, const double *couplings, block *rows, int32_t blocks, int32_t stage,
    int32_t states) {
  if (blocks == 4) {
    combine_blocks(p, a, couplings, rows, 4, stage, states);
  } else {
    combine_blocks(p, a, couplings, rows, blocks, stage, states);
  }
}

/// The result of the step and its scaled error.
INLINE void finish(const lanes_plan *p, block *rows, int32_t b, int32_t n, mask is_singular) {
  const int32_t stride = p->stride;
  block largest = splat(0), excess = splat(0);
  const block relative = ROW(p->relative)[b];
  for (int32_t i = 0; i < p->components; i++) {
    block error = ROW(p->stages + 7 * p->components + i)[b];
    block end = ROW(p->stage_state + i)[b] + error;
    ROW(p->final + i)[b] = end;
    // Zero, or NaN for an end that is not finite.
    excess += end - end;
    if (i >= n) continue;
    block before = magnitude(ROW(p->state + i)[b]), after = magnitude(end);
    block scale = ROW(p->absolute + i)[b] + relative * choose(before > after, before, after);
    block ratio = choose(error == splat(0), splat(0), magnitude(error) / scale);
    largest = choose(~(ratio <= largest) & (largest == largest), ratio, largest);
  }
  ROW(p->norm)[b] = choose(is_singular, splat(-1), largest + excess);
}

INLINE void attempt(
    const lanes_plan *p, const lanes_tableau *tableau, block *rows, int32_t blocks, int32_t n) {
  const int32_t stride = p->stride;
  mask is_singular[lanes_blocks_maximum];
  int has_swaps[lanes_blocks_maximum];
  for (int32_t b = 0; b < blocks; b++) {
    block h = ROW(p->end)[b] - ROW(p->start)[b];
    is_singular[b] = factorize(p, rows, b, n, h * tableau->gamma, has_swaps + b);
  }
  int32_t first = 0;
  for (int32_t stage = 0; stage < 8; stage++) {
    if (stage > 0) {
      int32_t states = stage == 7 ? p->components : n;
      combine(p, tableau->a + first, tableau->couplings + first, rows, blocks, stage, states);
      for (int32_t b = 0; b < blocks; b++) {
        block start = ROW(p->start)[b], end = ROW(p->end)[b];
        ROW(p->stage_time)[b] = stage >= tableau->first_at_end ? end : start + tableau->nodes[stage] * (end - start);
      }
      first += stage;
      lanes_execute(p->equations, p->equations_count, (double *)rows, blocks);
    }
    const int32_t source = stage > 0 ? p->derivative : p->slope;
    for (int32_t b = 0; b < blocks; b++) {
      block h = ROW(p->end)[b] - ROW(p->start)[b];
      block scale = h * tableau->gamma, time_scale = h * h * tableau->time_weights[stage];
      for (int32_t i = 0; i < p->components; i++) {
        block term = scale * ROW(source + i)[b] + time_scale * ROW(p->time_derivative + i)[b];
        ROW(p->right + i)[b] = stage > 0 ? ROW(p->right + i)[b] + term : term;
      }
      solve(p, rows, b, n, stage, scale, has_swaps[b]);
    }
  }
  for (int32_t b = 0; b < blocks; b++) finish(p, rows, b, n, is_singular[b]);
}

CLONES
void lanes_attempt(const lanes_plan *plan, const lanes_tableau *tableau, double *arena, int32_t blocks) {
  block *rows = (block *)arena;
  lanes_execute(plan->linearization, plan->linearization_count, arena, blocks);
  // Literal dimensions let the compiler unroll the loops.
  switch (plan->dimension) {
    case 4: attempt(plan, tableau, rows, blocks, 4); break;
    case 5: attempt(plan, tableau, rows, blocks, 5); break;
    case 6: attempt(plan, tableau, rows, blocks, 6); break;
    default: attempt(plan, tableau, rows, blocks, plan->dimension); break;
  }
}
