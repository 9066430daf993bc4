"""The peer of bench-service: the usual way of serving a model of XGBoost in Python, FastAPI under uvicorn.

MODELS is the registry; the models of its three tasks are read once by each worker. Bodies and answers are typed, as
FastAPI wants it, and what is answered is the least that a client can use: a value, or probabilities. It verifies no
key, counts nothing and logs nothing."""
import json
import os
from pathlib import Path

import numpy
import xgboost
from fastapi import FastAPI
from pydantic import BaseModel


class Row(BaseModel):
    shot: str | None = None
    features: dict[str, float | None]


class One(BaseModel):
    row: Row
    tasks: list[str] | None = None


class Many(BaseModel):
    rows: list[Row]
    tasks: list[str] | None = None


class Tensor(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float | None]


class Tensors(BaseModel):
    id: str | None = None
    inputs: list[Tensor]


class Model:
    def __init__(self, folder):
        card = json.loads((folder / "card.json").read_text())
        self.columns = [column["name"] for column in card["features"]["columns"]]
        self.booster = xgboost.Booster(model_file=folder / "model.ubj")
        # One row at a time, a process for each core: threads would only be in each other's way.
        self.booster.set_param({"nthread": 1})

    def predict(self, rows):
        table = numpy.array(rows, dtype=numpy.float32)
        return self.booster.inplace_predict(table, validate_features=False).tolist()


registry = Path(os.environ["MODELS"])
models = {folder.name: Model(folder / "versions" / "1") for folder in registry.iterdir()}
app = FastAPI()
missing = float("nan")


def answers(rows, tasks):
    found = {}
    for task in tasks or models:
        model = models[task]
        table = [
            [missing if (value := row.features.get(name)) is None else value for name in model.columns] for row in rows]
        found[task] = model.predict(table)
    return [{"shot": row.shot, **{task: values[place] for task, values in found.items()}}
            for place, row in enumerate(rows)]


@app.get("/ready")
def ready():
    return {"ready": True}


# Endpoints without `async` would run on threads of a pool, which is slower here by a third.
@app.post("/api/v1/predict")
async def predict(request: One):
    return {"predictions": answers([request.row], request.tasks)}


@app.post("/api/v1/predict/batch")
async def predict_batch(request: Many):
    return {"predictions": answers(request.rows, request.tasks)}


@app.post("/v2/models/{name}/infer")
async def infer(name: str, request: Tensors):
    model = models[name]
    columns = {tensor.name: tensor.data for tensor in request.inputs}
    count = len(request.inputs[0].data)
    nothing = [None] * count
    table = [
        [missing if value is None else value for value in row]
        for row in zip(*(columns.get(name, nothing) for name in model.columns))]
    values = model.predict(table)
    shape = numpy.shape(values)
    return {
        "id": request.id, "model_name": name, "model_version": "1",
        "outputs": [{"name": "value", "shape": shape, "datatype": "FP64", "data": numpy.ravel(values).tolist()}]}
