# Golden values of a small top-down hierarchy in plain PyTorch, written from Child (2021), figure 3:
#
#     python3 golden.py > golden.csv
#
# Columns: quantity, example or parameter, value. The weights, data and noise are those of TopDownGoldenTest.
from math import cos, sin

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
WIDTH, INNER, LATENT, BATCH = 3, 2, 2, 2
GRIDS = [(7, 5), (4, 3), (2, 2), (1, 1)]
GROUPS = [("z1x1_1", 3), ("z2x2_1", 2), ("z4x3_1", 1), ("z4x3_2", 1)]
parameters = {}


def parameter(name, *shape):
    if name not in parameters:
        seed = sum(ord(c) * (i + 1) for i, c in enumerate(name)) % 1000
        size = torch.Size(shape).numel()
        values = [0.4 * sin(0.01 * seed + 0.7 * i + 0.2) for i in range(size)]
        parameters[name] = torch.tensor(values).reshape(shape).requires_grad_()
    return parameters[name]


def conv(name, x, outputs, k):
    weight = parameter(name + ".weight", outputs, x.shape[1], k, k)
    return F.conv2d(x, weight, parameter(name + ".bias", outputs), padding=k // 2)


def block(name, x, outputs):
    k = 3 if x.shape[2] > 2 else 1
    y = x
    for i, (channels, extent) in enumerate([(INNER, 1), (INNER, k), (INNER, k), (outputs, 1)]):
        y = conv(f"{name}.{i}", F.gelu(y), channels, extent)
    return y


def up(x, grid):
    x = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
    return x[:, :, : grid[0], : grid[1]]


def down(x):
    return F.avg_pool2d(F.pad(x, (0, x.shape[3] % 2, 0, x.shape[2] % 2)), 2)


def rows(x):
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)


pixels = GRIDS[0][0] * GRIDS[0][1]
x = torch.tensor([[float(sin(1.1 * i + 2 * b) > 0) for i in range(pixels)] for b in range(BATCH)])
a, features = conv("encoder.first", x.reshape(BATCH, 1, *GRIDS[0]), WIDTH, 3), {}
for g in range(len(GRIDS)):
    a = a if g == 0 else down(a)
    a = a + block(f"encoder.grid{g}.0", a, WIDTH)
    features[g] = a

kls, h, place = [], torch.zeros(BATCH, WIDTH, 1, 1), 3
for l, (name, g) in enumerate(GROUPS):
    rows_, columns = GRIDS[g]
    while place > g:
        place -= 1
        h = up(h, GRIDS[place])
    if l == 0 or GROUPS[l - 1][1] != g:
        h = h + parameter(f"decoder.{name}.bias", 1, WIDTH, rows_, columns)
    p = block(f"decoder.{name}.prior", h, 2 * LATENT + WIDTH)
    q = block(f"encoder.{name}", torch.cat([h, features[g]], 1), 2 * LATENT)
    pm, pv = rows(p[:, :LATENT]), rows(p[:, LATENT : 2 * LATENT])
    qm, qv = rows(q[:, :LATENT]), rows(q[:, LATENT:])
    kls.append(0.5 * (pv - qv + (qv.exp() + (qm - pm) ** 2) / pv.exp() - 1).sum(1))
    noise = [[cos(0.5 * l + 1.9 * j + 0.8 * b) for j in range(qm.shape[1])] for b in range(BATCH)]
    z = qm + (0.5 * qv).exp() * torch.tensor(noise)
    z = z.reshape(BATCH, rows_, columns, LATENT).permute(0, 3, 1, 2)
    h = h + p[:, 2 * LATENT :] + conv(f"decoder.{name}.projection", z, WIDTH, 1)
    h = h + block(f"decoder.{name}.block", h, WIDTH)
while place > 0:
    place -= 1
    h = up(h, GRIDS[place])
    h = h + block("decoder.output.0", h, WIDTH)
logits = conv("decoder.output.last", h, 1, 1).reshape(BATCH, -1)
reconstruction = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
elbo = reconstruction - sum(kls)
elbo.sum().backward()
for b in range(BATCH):
    print(f"elbo,{b},{elbo[b].item()!r}")
    print(f"reconstruction,{b},{reconstruction[b].item()!r}")
    for (name, _), kl in zip(GROUPS, kls):
        print(f"{name},{b},{kl[b].item()!r}")
for name, value in sorted(parameters.items()):
    weights = torch.tensor([cos(0.3 * i) for i in range(value.numel())])
    print(f"gradient,{name},{(value.grad.flatten() * weights).sum().item()!r}")
