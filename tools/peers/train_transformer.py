#!/usr/bin/python3
"""A training step of a transformer in PyTorch, with random data that lies in memory.

usage: train_transformer.py --model gpt:layers=6,heads=6,width=384,context=256|vit-b16
                            --batch N [--threads 2] [--ms 2000] [--form own|layer]
The networks have the shapes of the program's models of these names. A step is what
`fovea benchmark train` measures: forward, cross entropy, backward, SGD with momentum 0.9, the loss
read. --form own: queries, keys and values are one product, attention is two products and a softmax;
layer: PyTorch's nn.TransformerEncoderLayer. Prints one line of JSON.
"""
import argparse
import json
import os
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--ms", type=float, default=2000)
parser.add_argument("--form", default="own", choices=["own", "layer"])
arguments = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(arguments.threads)

import torch  # noqa: E402  reads the number of threads
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402


class Attention(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.read = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        q, k, v = self.read(x).view(n, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5
        if self.causal:
            scores = scores + mask_of(tokens)
        y = torch.softmax(scores, -1) @ v
        return self.output(y.transpose(1, 2).reshape(n, tokens, width))


class Block(nn.Module):
    def __init__(self, width, heads, units, causal, epsilon):
        super().__init__()
        self.norm_1, self.norm_2 = (nn.LayerNorm(width, eps=epsilon) for _ in range(2))
        self.attention = Attention(width, heads, causal)
        self.first, self.second = nn.Linear(width, units), nn.Linear(units, width)

    def forward(self, x):
        x = x + self.attention(self.norm_1(x))
        return x + self.second(F.gelu(self.first(self.norm_2(x))))


class Layer(nn.Module):
    """PyTorch's own block."""

    def __init__(self, width, heads, units, causal, epsilon):
        super().__init__()
        self.causal = causal
        self.block = nn.TransformerEncoderLayer(width, heads, units, dropout=0, activation="gelu",
                                                layer_norm_eps=epsilon, batch_first=True,
                                                norm_first=True)

    def forward(self, x):
        return self.block(x, mask_of(x.shape[1]) if self.causal else None)


masks = {}


def mask_of(tokens):
    if tokens not in masks:
        masks[tokens] = torch.full((tokens, tokens), float("-inf")).triu(1)
    return masks[tokens]


def blocks(count, *settings):
    made = [(Block if arguments.form == "own" else Layer)(*settings) for _ in range(count)]
    return nn.Sequential(*made)


class Gpt(nn.Module):
    """One table for the tokens that are read and the scores that are given."""

    def __init__(self, layers=4, heads=4, width=128, context=128, vocabulary=65):
        super().__init__()
        self.table = nn.Parameter(0.02 * torch.randn(vocabulary, width))
        self.position = nn.Parameter(0.02 * torch.randn(context, width))
        self.blocks = blocks(layers, width, heads, 4 * width, True, 1e-5)
        self.norm = nn.LayerNorm(width)
        self.x = torch.arange(arguments.batch * context).view(arguments.batch, context) % vocabulary
        self.labels = (self.x.flatten() + 1) % vocabulary

    def forward(self, x):
        x = self.blocks(F.embedding(x, self.table) + self.position)
        return F.linear(self.norm(x), self.table).flatten(0, 1)


class Vit(nn.Module):
    def __init__(self, layers=12, heads=12, width=768, classes=1000):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 16, 16)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(0.02 * torch.randn(1, 197, width))
        self.blocks = blocks(layers, width, heads, 4 * width, False, 1e-6)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)
        self.x = torch.rand(arguments.batch, 3, 224, 224) - 0.5
        self.labels = torch.arange(arguments.batch) % classes

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(len(x), -1, -1), x), 1) + self.position
        return self.head(self.norm(self.blocks(x)[:, 0]))


def main():
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    name, _, settings = arguments.model.partition(":")
    settings = {key: int(value) for key, value in
                (setting.split("=") for setting in settings.split(",") if setting)}
    model = {"gpt": Gpt, "vit-b16": Vit}[name](**settings)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, foreach=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(model.x), model.labels)
        loss.backward()
        optimizer.step()
        loss.item()

    times, start, warm = [], time.perf_counter(), 2
    while warm > 0 or len(times) < 5 or sum(times) < arguments.ms:
        begin = time.perf_counter()
        step()
        end = time.perf_counter()
        warm -= 1
        if warm < 0 and (end - start) > 0.3:
            times.append((end - begin) * 1e3)
    print(json.dumps({"name": f"torch {torch.__version__} {arguments.form}",
                      "parameters": sum(p.numel() for p in model.parameters()),
                      "ms_median": round(statistics.median(times), 3),
                      "ms_min": round(min(times), 3), "ms_max": round(max(times), 3),
                      "reps": len(times)}))


main()
