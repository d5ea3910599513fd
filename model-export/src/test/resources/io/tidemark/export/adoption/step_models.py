"""Writes the step models and their expectations that CarriedAdoptionTest reads.

pip install torch onnx onnxscript keras
KERAS_BACKEND=torch python step_models.py

Each <name>.json holds ticks [T,3] and what the model itself, in its own framework, expects of each
next tick, its state carried from the first tick on.
"""
import json

import keras
import numpy as np
import onnx
import torch
from keras import layers
from torch import nn

F, H, LAYERS, TICKS = 3, 8, 2, 60
TIMES = np.arange(TICKS)[:, None]
SEQUENCE = (np.sin(TIMES / np.array([2.0, 3.0, 5.0])) + 0.01 * (TIMES % 7)).astype("float32")


class TorchStep(nn.Module):
    """One tick through a stacked LSTM; states [layers,N,H]."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(F, H, num_layers=LAYERS, batch_first=True)
        self.head = nn.Linear(H, F)

    def forward(self, tick, h0, c0):
        states, (hn, cn) = self.lstm(tick.unsqueeze(1), (h0, c0))
        return self.head(states[:, 0]), hn, cn


def write(name, forecasts):
    with open(f"{name}.json", "w") as out:
        json.dump({"ticks": SEQUENCE.tolist(), "forecasts": np.array(forecasts).tolist()}, out)


def without_traces(name):
    """The exporter notes for each node where it comes from, with the paths of this machine."""
    model = onnx.load(name)
    graph = model.graph
    del model.metadata_props[:], graph.metadata_props[:]
    for part in (graph.node, graph.input, graph.output, graph.value_info, graph.initializer):
        for entry in part:
            del entry.metadata_props[:]
    onnx.save(model, name)


def torch_lstm():
    torch.manual_seed(3)
    model = TorchStep().eval()
    states = (torch.zeros(LAYERS, 1, H), torch.zeros(LAYERS, 1, H))
    forecasts = []
    with torch.no_grad():
        for tick in torch.from_numpy(SEQUENCE):
            forecast, *states = model(tick[None], *states)
            forecasts.append(forecast[0].numpy())
    batch = torch.export.Dim("batch")
    torch.onnx.export(
        model,
        (torch.zeros(2, F), torch.zeros(LAYERS, 2, H), torch.zeros(LAYERS, 2, H)),
        "torch-lstm.onnx",
        input_names=["reading", "h0", "c0"],
        output_names=["forecast", "hn", "cn"],
        dynamic_shapes=({0: batch}, {1: batch}, {1: batch}),
        external_data=False,
    )
    without_traces("torch-lstm.onnx")
    write("torch-lstm", forecasts)


def keras_gru():
    keras.utils.set_random_seed(3)
    tick = keras.Input((F,), name="reading")
    state = keras.Input((H,), name="state_in")
    _, after = layers.GRU(H, return_state=True, unroll=True)(
        layers.Reshape((1, F))(tick), initial_state=state
    )
    model = keras.Model([tick, state], [layers.Dense(F)(after), after])
    carried = np.zeros((1, H), "float32")
    forecasts = []
    for row in SEQUENCE:
        forecast, carried = model([row[None], carried])
        carried = keras.ops.convert_to_numpy(carried)
        forecasts.append(keras.ops.convert_to_numpy(forecast)[0])
    model.export("keras-gru.onnx", format="onnx")
    write("keras-gru", forecasts)


torch_lstm()
keras_gru()
