#define _GNU_SOURCE
#include "cxgboost.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *name;
  size_t offset;
} entry;

static const entry entries[] = {
    {"XGBoostVersion", offsetof(cxgboost_functions, version)},
    {"XGBGetLastError", offsetof(cxgboost_functions, last_error)},
    {"XGDMatrixCreateFromMat", offsetof(cxgboost_functions, matrix_create)},
    {"XGDMatrixSetFloatInfo", offsetof(cxgboost_functions, matrix_set_floats)},
    {"XGDMatrixSetStrFeatureInfo", offsetof(cxgboost_functions, matrix_set_texts)},
    {"XGDMatrixFree", offsetof(cxgboost_functions, matrix_free)},
    {"XGBoosterCreate", offsetof(cxgboost_functions, booster_create)},
    {"XGBoosterSetParam", offsetof(cxgboost_functions, booster_set_parameter)},
    {"XGBoosterSetStrFeatureInfo", offsetof(cxgboost_functions, booster_set_texts)},
    {"XGBoosterUpdateOneIter", offsetof(cxgboost_functions, booster_update)},
    {"XGBoosterEvalOneIter", offsetof(cxgboost_functions, booster_evaluate)},
    {"XGBoosterSlice", offsetof(cxgboost_functions, booster_slice)},
    {"XGBoosterSaveModelToBuffer", offsetof(cxgboost_functions, booster_save)},
    {"XGBoosterFree", offsetof(cxgboost_functions, booster_free)},
};

void *cxgboost_load(const char *path, cxgboost_functions *functions, char *reason, size_t reason_size) {
  // libgomp reads it once, when it is loaded along with the library.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *words = dlerror();
    snprintf(reason, reason_size, "%s", words ? words : "it cannot be loaded");
    return NULL;
  }
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    void *symbol = dlsym(library, entries[i].name);
    if (!symbol) {
      snprintf(reason, reason_size, "it has no function %s", entries[i].name);
      dlclose(library);
      return NULL;
    }
    memcpy((char *)functions + entries[i].offset, &symbol, sizeof symbol);
  }
  return library;
}
