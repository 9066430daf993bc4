#ifndef CXGBOOST_H
#define CXGBOOST_H

#include <stddef.h>
#include <stdint.h>

/// The part of XGBoost's C interface that training needs, as documented for versions 1.7 to 3.2, and as found by name
/// in a library that is loaded at run time. Every function answers 0 when it went well, -1 otherwise.
///
/// A matrix and a booster are opaque pointers; counts are 64 bits wide.
typedef struct {
  void (*version)(int *major, int *minor, int *patch);
  const char *(*last_error)(void);
  int (*matrix_create)(const float *values, uint64_t rows, uint64_t columns, float missing, void **matrix);
  int (*matrix_set_floats)(void *matrix, const char *field, const float *values, uint64_t count);
  int (*matrix_set_texts)(void *matrix, const char *field, const char **values, uint64_t count);
  int (*matrix_free)(void *matrix);
  int (*booster_create)(void *const matrices[], uint64_t count, void **booster);
  int (*booster_set_parameter)(void *booster, const char *name, const char *value);
  int (*booster_set_texts)(void *booster, const char *field, const char **values, uint64_t count);
  int (*booster_update)(void *booster, int round, void *matrix);
  int (*booster_evaluate)(
      void *booster, int round, void *matrices[], const char *names[], uint64_t count, const char **line);
  int (*booster_slice)(void *booster, int begin, int end, int step, void **slice);
  int (*booster_save)(void *booster, const char *configuration, uint64_t *size, const char **bytes);
  int (*booster_free)(void *booster);
} cxgboost_functions;

/// Loads the library at `path`, a path or a name that the loader finds, and looks up its functions.
///
/// Waits of its threads are passive, as OMP_WAIT_POLICY is set unless it is set already: spinning ones take a busy
/// machine many times the work. Answers the loader's handle, or NULL with the reason in `reason`.
void *cxgboost_load(const char *path, cxgboost_functions *functions, char *reason, size_t reason_size);

#endif
