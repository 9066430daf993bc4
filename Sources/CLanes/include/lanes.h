#ifndef LANES_H
#define LANES_H

#include <stdint.h>

/// Lanes per block: every row of an arena is a whole number of blocks, aligned to 64 bytes.
enum { lanes_per_block = 8 };

/// Operations on rows. Each rounds as IEEE 754 asks, once per arithmetic sign: nothing is fused.
enum lanes_operation {
  lanes_copy,
  lanes_negate,
  lanes_exp,
  lanes_log,
  lanes_square_root,
  lanes_cube_root,
  lanes_tanh,
  lanes_add,
  lanes_subtract,
  lanes_multiply,
  lanes_divide,
  /// first × second + third
  lanes_multiply_add,
  /// first × second − third
  lanes_multiply_subtract,
  /// third − first × second
  lanes_subtract_product,
  lanes_operation_count
};

/// One operation on rows, each given by its first block; operands that the operation does not have are those of another.
typedef struct {
  uint32_t operation, target, first, second, third;
} lanes_instruction;

/// Where the rows of a Rodas5P step stand in an arena, and the programs that compute f and its derivatives.
///
/// n states, r components (states and quadratures); rows that belong together follow each other.
typedef struct {
  /// n, at most `lanes_dimension_maximum`, and r.
  int32_t dimension, components;
  /// Blocks per row.
  int32_t stride;
  /// One row each: start and end of the step, time of a stage, rtol, scaled error.
  int32_t start, end, stage_time, relative, norm;
  /// r rows each: state at the start, state and derivative of a stage, f and ∂f/∂t at the start, right side, result.
  int32_t state, stage_state, derivative, slope, time_derivative, right, final;
  /// n rows each: atol, and the weights by which pivots are chosen.
  int32_t absolute, weights;
  /// r × n rows: ∂f/∂y, row by row.
  int32_t jacobian;
  /// 8 × r rows: u₁ … u₈.
  int32_t stages;
  /// n × n and n rows: factors of the matrix, and which row went where.
  int32_t factors, order;
  int32_t equations_count, linearization_count;
  /// Reads `stage_time` and `stage_state`, writes `derivative`.
  const lanes_instruction *equations;
  /// Reads `start` and `state`, writes `slope`, `jacobian` and `time_derivative`.
  const lanes_instruction *linearization;
} lanes_plan;

enum { lanes_dimension_maximum = 16 };

/// Most blocks of one step.
enum { lanes_blocks_maximum = 8 };

/// Coefficients of Rodas5P as the stages use them.
typedef struct {
  double gamma;
  /// Rows 2 … 8 of a and of γC, one after the other.
  const double *a, *couplings;
  /// c₁ … c₈ and γd₁ … γd₈.
  const double *nodes, *time_weights;
  /// Stages from this one on are at the end of the step.
  int32_t first_at_end;
} lanes_tableau;

/// Runs a program on the first `blocks` blocks of its rows.
void lanes_execute(const lanes_instruction *program, int32_t count, double *arena, int32_t blocks);

/// One step of Rodas5P from `start` to `end`, on the first `blocks` blocks, at most `lanes_blocks_maximum`.
///
/// Writes `final`, `stages` and `norm`: the scaled error, where 1 is just acceptable; NaN or ∞ when something is not
/// finite, negative when the matrix is singular.
void lanes_attempt(const lanes_plan *plan, const lanes_tableau *tableau, double *arena, int32_t blocks);

#endif
