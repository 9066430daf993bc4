"""Trains models with XGBoost and writes them beside rows and the margins that XGBoost itself predicts.

usage: xgboost_models.py OUT ROWS [--library libxgboost.so.0]

Each model is a folder of OUT: model.json, model.ubj, rows.bin (float32, row by row), margins.bin (float32),
contributions.bin (float32, Shapley values of the first rows: row, class, features and bias) and shape.txt (rows,
features, margins per row). With --library the models are made through the C interface of that
library; otherwise by the Python package of this environment.
"""
import ctypes
import json
import os
import sys

import numpy as np

FEATURES = 12
CATEGORIES = 40
EXPLAINED = 200


def rows(generator, count, categorical):
    table = generator.normal(size=(count, FEATURES)).astype(np.float32)
    table[:, 3] = np.round(table[:, 3] * 2)
    for column in range(categorical):
        table[:, -1 - column] = generator.integers(0, CATEGORIES, size=count)
    table[generator.random(table.shape) < 0.08] = np.nan
    return table


def labels(generator, table, objective, classes):
    filled = np.nan_to_num(table)
    signal = filled[:, 0] - 0.7 * filled[:, 1] * filled[:, 2] + np.sin(filled[:, 3]) + 0.1 * (filled[:, -1] % 3)
    signal = signal + generator.normal(size=len(table)) * 0.3
    if classes:
        return np.digitize(signal, np.quantile(signal, np.linspace(0, 1, classes + 1)[1:-1])).astype(np.float32)
    if objective.startswith(("binary", "reg:logistic")):
        return (signal > 0).astype(np.float32)
    if objective in ("count:poisson", "reg:gamma", "reg:tweedie"):
        return (np.floor(np.exp(np.clip(signal, -3, 3))) + 1).astype(np.float32)
    return signal.astype(np.float32)


def cases():
    for depth in (1, 3, 6, 10):
        yield f"regression-{depth}", dict(objective="reg:squarederror", max_depth=depth), 60, 0, 0
    yield "logistic", dict(objective="binary:logistic", max_depth=5, scale_pos_weight=3), 80, 0, 0
    yield "logistic-base", dict(objective="binary:logistic", max_depth=3, base_score=0.2), 20, 0, 0
    yield "logitraw", dict(objective="binary:logitraw", max_depth=4), 20, 0, 0
    yield "logistic-regression", dict(objective="reg:logistic", max_depth=4), 20, 0, 0
    yield "poisson", dict(objective="count:poisson", max_depth=4), 30, 0, 0
    yield "gamma", dict(objective="reg:gamma", max_depth=4), 30, 0, 0
    yield "tweedie", dict(objective="reg:tweedie", max_depth=4), 30, 0, 0
    yield "classes-3", dict(objective="multi:softprob", max_depth=4, num_class=3), 30, 3, 0
    yield "classes-7", dict(objective="multi:softprob", max_depth=6, num_class=7), 25, 7, 0
    yield "classes-max", dict(objective="multi:softmax", max_depth=3, num_class=4), 10, 4, 0
    yield "forest", dict(objective="reg:squarederror", max_depth=6, num_parallel_tree=5, subsample=0.7), 6, 0, 0
    yield "lossguide", dict(
        objective="reg:squarederror", tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0), 40, 0, 0
    yield "pruned", dict(objective="reg:squarederror", max_depth=8, gamma=5.0, tree_method="exact"), 30, 0, 0
    yield "categories", dict(
        objective="reg:squarederror", tree_method="hist", max_depth=5, max_cat_to_onehot=1), 40, 0, 3
    yield "categories-onehot", dict(
        objective="binary:logistic", tree_method="hist", max_depth=5, max_cat_to_onehot=100), 40, 0, 2
    yield "categories-classes", dict(
        objective="multi:softprob", tree_method="hist", max_depth=4, num_class=3, max_cat_to_onehot=4), 20, 3, 3
    yield "monotone", dict(
        objective="reg:squarederror", tree_method="hist", max_depth=5,
        monotone_constraints="(" + ",".join(["1", "-1"] + ["0"] * (FEATURES - 2)) + ")"), 40, 0, 0
    yield "no-trees", dict(objective="reg:squarederror", max_depth=2), 0, 0, 0


class Library:
    """The few functions of XGBoost's C interface that are needed here."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.XGBGetLastError.restype = ctypes.c_char_p

    def call(self, name, *arguments):
        if getattr(self.library, name)(*arguments) != 0:
            raise RuntimeError(f"{name}: {self.library.XGBGetLastError().decode()}")

    def matrix(self, table, types, label=None):
        handle = ctypes.c_void_p()
        table = np.ascontiguousarray(table, dtype=np.float32)
        self.call("XGDMatrixCreateFromMat", table.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
                  ctypes.c_uint64(table.shape[0]), ctypes.c_uint64(table.shape[1]), ctypes.c_float(np.nan),
                  ctypes.byref(handle))
        names = (ctypes.c_char_p * len(types))(*[kind.encode() for kind in types])
        self.call("XGDMatrixSetStrFeatureInfo", handle, b"feature_type", names, ctypes.c_uint64(len(types)))
        if label is not None:
            label = np.ascontiguousarray(label, dtype=np.float32)
            self.call("XGDMatrixSetFloatInfo", handle, b"label",
                      label.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), ctypes.c_uint64(len(label)))
        return handle

    def train(self, parameters, table, label, types, rounds, out, scored):
        train = self.matrix(table, types, label)
        booster = ctypes.c_void_p()
        self.call("XGBoosterCreate", (ctypes.c_void_p * 1)(train), ctypes.c_uint64(1), ctypes.byref(booster))
        for key, value in parameters.items():
            self.call("XGBoosterSetParam", booster, key.encode(), str(value).encode())
        for iteration in range(rounds):
            self.call("XGBoosterUpdateOneIter", booster, ctypes.c_int(iteration), train)
        margins = self.predict(booster, self.matrix(scored, types), 1)
        contributions = self.predict(booster, self.matrix(scored[:EXPLAINED], types), 2)
        for name in ("model.json", "model.ubj"):
            self.call("XGBoosterSaveModel", booster, os.path.join(out, name).encode())
        return margins, contributions

    def predict(self, booster, matrix, kind):
        config = json.dumps(dict(type=kind, training=False, iteration_begin=0, iteration_end=0, strict_shape=True))
        shape, dimensions, result = ctypes.POINTER(ctypes.c_uint64)(), ctypes.c_uint64(), ctypes.POINTER(ctypes.c_float)()
        self.call("XGBoosterPredictFromDMatrix", booster, matrix, config.encode(), ctypes.byref(shape),
                  ctypes.byref(dimensions), ctypes.byref(result))
        count = int(np.prod([shape[i] for i in range(dimensions.value)]))
        return np.ctypeslib.as_array(result, (count,)).copy()


def train_here(parameters, table, label, types, rounds, out, scored):
    import xgboost

    def matrix(values, **rest):
        return xgboost.DMatrix(values, feature_types=types, enable_categorical=True, missing=np.nan, nthread=1, **rest)

    booster = xgboost.train(parameters, matrix(table, label=label), rounds)
    margins = booster.predict(matrix(scored), output_margin=True)
    contributions = booster.predict(matrix(scored[:EXPLAINED]), pred_contribs=True, strict_shape=True)
    for name in ("model.json", "model.ubj"):
        booster.save_model(os.path.join(out, name))
    return margins, contributions


def main():
    out, count = sys.argv[1], int(sys.argv[2])
    train = train_here
    if "--library" in sys.argv:
        train = Library(sys.argv[sys.argv.index("--library") + 1]).train
    for seed, (name, parameters, rounds, classes, categorical) in enumerate(cases()):
        generator = np.random.default_rng(seed)
        folder = os.path.join(out, name)
        os.makedirs(folder, exist_ok=True)
        parameters = dict(parameters, nthread=1, seed=seed, verbosity=0)
        types = ["q"] * (FEATURES - categorical) + ["c"] * categorical
        table = rows(generator, 2000, categorical)
        scored = rows(generator, count, categorical)
        if categorical:
            # Categories never seen, within and beyond the widest set.
            scored[::17, -1] = CATEGORIES + 3
            scored[::19, -1] = 1000
        label = labels(generator, table, parameters["objective"], classes)
        margins, contributions = train(parameters, table, label, types, rounds, folder, scored)
        scored.tofile(os.path.join(folder, "rows.bin"))
        np.asarray(margins, dtype=np.float32).tofile(os.path.join(folder, "margins.bin"))
        np.asarray(contributions, dtype=np.float32).tofile(os.path.join(folder, "contributions.bin"))
        with open(os.path.join(folder, "shape.txt"), "w") as file:
            file.write(f"{count} {FEATURES} {max(classes, 1)}\n")


main()
