#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains a small VAE in plain PyTorch and exports it for `vaelab judge`.

    python3 pytorch_vae.py --data DATA/mnist10k --out vae
    ./vaelab judge --encoder vae/encoder.onnx --decoder vae/decoder.onnx \\
        --posterior diagonal-normal --likelihood bernoulli \\
        --encoder-output mean=mu,logVariance=logvar CONFIG

DATA/mnist10k holds the IDX files of MNIST, gzipped or not. It needs torch and numpy.
"""
import argparse
import gzip
import os
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def images(folder):
    """Returns the training images as [N, 784] in 0..1."""
    for name in ("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with (gzip.open if name.endswith(".gz") else open)(path, "rb") as file:
                _, n, rows, columns = struct.unpack(">4i", file.read(16))
                pixels = np.frombuffer(file.read(), dtype=np.uint8)
            return torch.from_numpy(pixels.reshape(n, rows * columns).astype(np.float32) / 255)
    raise SystemExit(folder + " has no training images of MNIST")


class Encoder(nn.Module):
    def __init__(self, latent, hidden=200):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(784, hidden), nn.ReLU())
        self.mu = nn.Linear(hidden, latent)
        self.logvar = nn.Linear(hidden, latent)

    def forward(self, x):
        h = self.body(x)
        return self.mu(h), self.logvar(h)


def decoder(latent, hidden=200):
    return nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, 784))


def bound(encoder, generator, x, draws=1):
    """Returns the evidence lower bound of each example, by the mean over draws."""
    mu, logvar = encoder(x)
    z = mu + torch.exp(0.5 * logvar) * torch.randn(draws, *mu.shape)
    logits = generator(z)
    reconstruction = -F.binary_cross_entropy_with_logits(
        logits, x.expand_as(logits), reduction="none").sum(-1)
    kl = 0.5 * (mu ** 2 + logvar.exp() - 1 - logvar).sum(-1)
    return reconstruction.mean(0) - kl


def train(encoder, generator, data, steps, batch=100):
    parameters = list(encoder.parameters()) + list(generator.parameters())
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    for step in range(steps):
        x = torch.bernoulli(data[torch.randint(len(data), (batch,))])
        loss = -bound(encoder, generator, x).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 500 == 0:
            print("step %d: loss %.2f" % (step + 1, loss.item()))


def export(encoder, generator, latent, folder):
    """The ten lines: both halves, named tensors, a free batch axis."""
    os.makedirs(folder, exist_ok=True)
    batch = {0: "batch"}
    torch.onnx.export(
        encoder.eval(), torch.zeros(2, 784), os.path.join(folder, "encoder.onnx"),
        input_names=["x"], output_names=["mu", "logvar"], opset_version=16,
        dynamic_axes={"x": batch, "mu": batch, "logvar": batch})
    torch.onnx.export(
        generator.eval(), torch.zeros(2, latent), os.path.join(folder, "decoder.onnx"),
        input_names=["z"], output_names=["logits"], opset_version=16,
        dynamic_axes={"z": batch, "logits": batch})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--latent", type=int, default=8)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    encoder, generator = Encoder(args.latent), decoder(args.latent)
    data = images(args.data)
    train(encoder, generator, data, args.steps)
    export(encoder, generator, args.latent, args.out)
    with torch.no_grad():
        x = torch.bernoulli(data[:1000])
        print("bound of 1000 training images: %.2f nats" % bound(encoder, generator, x, 20).mean())


if __name__ == "__main__":
    main()
