/* CVODE with a right-hand side and a Jacobian in C, timed without anything between. */
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_config.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <time.h>

typedef void (*rhs_t)(double, const double *, double *);

struct segment {
  rhs_t rhs, jacobian;
  double *scratch;
  sunindextype n;
};

static int rhs(realtype t, N_Vector y, N_Vector f, void *data) {
  struct segment *s = data;
  s->rhs(t, N_VGetArrayPointer(y), N_VGetArrayPointer(f));
  return isfinite(N_VGetArrayPointer(f)[0]) ? 0 : 1;
}

static int jacobian(realtype t, N_Vector y, N_Vector f, SUNMatrix matrix, void *data, N_Vector a, N_Vector b,
                    N_Vector c) {
  (void)f, (void)a, (void)b, (void)c;
  struct segment *s = data;
  s->jacobian(t, N_VGetArrayPointer(y), s->scratch);
  double *target = SUNDenseMatrix_Data(matrix);
  for (sunindextype i = 0; i < s->n; i++)
    for (sunindextype j = 0; j < s->n; j++) target[j * s->n + i] = s->scratch[i * s->n + j];
  return 0;
}

static void silent(int code, const char *module, const char *function, char *words, void *data) {
  (void)code, (void)module, (void)function, (void)words, (void)data;
}

/* Processor time of this thread [µs]: other work on the machine does not count. */
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

const char *version(void) { return SUNDIALS_VERSION; }

/* Integrates all segments `repetitions` times; writes the time of each [µs], the end, and steps, right-hand sides and
   Jacobians of one. Returns 0, or the flag of CVODE. */
int integrate(int segments, rhs_t *functions, rhs_t *jacobians, const double *times, int n, const double *initial,
              double relative, const double *floors, int repetitions, double *microseconds, double *end, long *work,
              double *scratch) {
  SUNContext context;
  SUNContext_Create(NULL, &context);
  N_Vector y = N_VNew_Serial(n, context), absolute = N_VNew_Serial(n, context);
  SUNMatrix matrix = SUNDenseMatrix(n, n, context);
  SUNLinearSolver solver = SUNLinSol_Dense(y, matrix, context);
  for (int i = 0; i < n; i++) N_VGetArrayPointer(absolute)[i] = relative * floors[i];
  struct segment segment = {functions[0], jacobians[0], scratch, n};
  void *memory = CVodeCreate(CV_BDF, context);
  CVodeInit(memory, rhs, times[0], y);
  CVodeSetErrHandlerFn(memory, silent, NULL);
  CVodeSVtolerances(memory, relative, absolute);
  CVodeSetLinearSolver(memory, solver, matrix);
  CVodeSetJacFn(memory, jacobian);
  CVodeSetUserData(memory, &segment);
  CVodeSetMaxNumSteps(memory, 10000000);
  int flag = 0;
  for (int k = 0; k < repetitions && flag >= 0; k++) {
    double start = now();
    work[0] = work[1] = work[2] = 0;
    for (int i = 0; i < n; i++) N_VGetArrayPointer(y)[i] = initial[i];
    for (int s = 0; s < segments && flag >= 0; s++) {
      segment.rhs = functions[s];
      segment.jacobian = jacobians[s];
      double reached;
      long count;
      CVodeReInit(memory, times[s], y);
      CVodeSetStopTime(memory, times[s + 1]);
      flag = CVode(memory, times[s + 1], y, &reached, CV_NORMAL);
      CVodeGetNumSteps(memory, &count), work[0] += count;
      CVodeGetNumRhsEvals(memory, &count), work[1] += count;
      CVodeGetNumJacEvals(memory, &count), work[2] += count;
    }
    microseconds[k] = now() - start;
  }
  for (int i = 0; i < n; i++) end[i] = N_VGetArrayPointer(y)[i];
  CVodeFree(&memory);
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
  N_VDestroy(y);
  N_VDestroy(absolute);
  SUNContext_Free(&context);
  return flag < 0 ? flag : 0;
}
