# Golden values of a linear Gaussian model with two modalities and one latent variable, by mpmath with 40 digits:
#
#     python3 golden.py > golden.csv
#
# Columns: inference, row, quantity, value. The models and the experts are those of ExpertsGoldenTest.
from itertools import combinations

from mpmath import exp, inf, log, mp, mpf, pi, quad

mp.dps = 40
NORM = log(2 * pi)
DECODERS = {"a": ([("0.9", "0.1"), ("-0.4", "0.2")], "0.6"), "b": ([("0.7", "-0.3")], "0.8")}
ENCODERS = {
    "a": (["0.5", "-0.3"], "0.1", ["0.2", "-0.1"], "-0.8"),
    "b": (["0.4"], "-0.2", ["0.25"], "-0.3"),
}
ROWS = [{"a": ["0.7", "-0.5"], "b": ["1.2"]}, {"a": ["-0.4", "0.9"]}, {"b": ["-0.8"]}]
POINTS = ["-1.3", "0.2", "2.0"]


def normal(z, mean, variance):
    return -((z - mean) ** 2 / variance + log(variance) + NORM) / 2


def joint(row, z, names=None):
    total = normal(z, 0, 1)
    for name, x in row.items():
        if names is None or name in names:
            lines, scale = DECODERS[name]
            for (w, b), value in zip(lines, x):
                total += normal(mpf(value), mpf(w) * z + mpf(b), mpf(scale) ** 2)
    return total


def expert(name, x):
    wm, bm, wv, bv = ENCODERS[name]
    mean = sum(mpf(w) * mpf(v) for w, v in zip(wm, x)) + mpf(bm)
    return mean, exp(sum(mpf(w) * mpf(v) for w, v in zip(wv, x)) + mpf(bv))


def product(parts):
    precision = 1 + sum(1 / v for _, v in parts)
    return sum(m / v for m, v in parts) / precision, 1 / precision


def components(kind, row):
    experts = [expert(name, x) for name, x in row.items()]
    if kind == "moe":
        return experts
    if kind == "poe":
        return [product(experts)]
    return [product(s) for k in range(1, len(experts) + 1) for s in combinations(experts, k)]


def density(parts, z):
    return log(sum(exp(normal(z, m, v)) for m, v in parts) / len(parts))


def integral(f):
    return quad(f, [-inf, -6, -3, -1, 0, 1, 3, 6, inf])


for kind in ["poe", "moe", "mopoe"]:
    for i, row in enumerate(ROWS):
        parts = components(kind, row)
        for z in POINTS:
            print(f"{kind},{i},{z},{mp.nstr(density(parts, mpf(z)), 20)}")

        def term(z):
            q = density(parts, z)
            return exp(q) * (joint(row, z) - q)

        print(f"{kind},{i},elbo,{mp.nstr(integral(term), 20)}")
for i, row in enumerate(ROWS):
    print(f"p,{i},logLikelihood,{mp.nstr(log(integral(lambda z: exp(joint(row, z)))), 20)}")
both = log(integral(lambda z: exp(joint(ROWS[0], z))))
for name in ["a", "b"]:
    own = log(integral(lambda z: exp(joint(ROWS[0], z, [name]))))
    print(f"p,0,given {name},{mp.nstr(both - own, 20)}")


# The same with private variables: p(z) p(u) p(v) p(a given z, u) p(b given z, v), all Normal, and the inference
# mmvae-plus. Gauss-Hermite rules in three dimensions about the means of each component, in double precision.
import numpy as np

DECODED = {"a": ([(0.9, 0.5, 0.1), (-0.4, 0.3, 0.2)], 0.6), "b": ([(0.7, -0.6, -0.3)], 0.8)}
PRIVATE = {  # z mean, z log-variance, private mean, private log-variance
    "a": ([(0.5, -0.3), (0.2, -0.1), (-0.4, 0.6), (0.1, 0.3)], [0.1, -0.8, 0.2, -0.5]),
    "b": ([(0.4,), (0.25,), (0.3,), (-0.2,)], [-0.2, -0.3, 0.15, -0.6]),
}
AUXILIARY = {"a": (0.3, -0.7), "b": (-0.25, -0.4)}
NODES = 40


def lognormal(x, mean, logvar):
    return -0.5 * ((x - mean) ** 2 / np.exp(logvar) + logvar + np.log(2 * np.pi))


def logjoint(row, z, w):
    total = lognormal(z, 0, 0)
    for name in "ab":
        total = total + lognormal(w[name], 0, 0)
        if name in row:
            lines, scale = DECODED[name]
            for (c, d, e), x in zip(lines, row[name]):
                total = total + lognormal(float(x), c * z + d * w[name] + e, 2 * np.log(scale))
    return total


def said(name, x):
    weights, biases = PRIVATE[name]
    return [sum(c * float(v) for c, v in zip(w, x)) + b for w, b in zip(weights, biases)]


def experts(row, training):
    found = {name: said(name, x) for name, x in row.items()}
    parts = []
    for k in row:
        one = {"z": found[k][:2]}
        for name in "ab":
            other = AUXILIARY[name] if training else found.get(name, [0] * 4)[2:]
            one[name] = (0, 0) if name not in row else found[k][2:] if name == k else other
        parts.append((k, one))
    return parts


def logsum(terms):
    most = np.max(terms, axis=0)
    return most + np.log(np.mean(np.exp(np.array(terms) - most), axis=0))


def logq(parts, z, w):
    return logsum([sum(lognormal({"z": z, **w}[i], *one[i]) for i in ("z", "a", "b")) for _, one in parts])


def private(row, i, name=None):
    x, weight = np.polynomial.hermite_e.hermegauss(NODES)
    t, u, v = np.meshgrid(x, x, x, indexing="ij")
    mass = np.einsum("i,j,k->ijk", weight, weight, weight) / np.sqrt(2 * np.pi) ** 3
    for training in (True, False):
        parts = experts(row, training)
        bound = paper = 0
        for k, one in parts:
            z, a, b = (one[n][0] + np.exp(one[n][1] / 2) * s for n, s in (("z", t), ("a", u), ("b", v)))
            w = {"a": a, "b": b}
            bound += np.sum(mass * (logjoint(row, z, w) - logq(parts, z, w))) / len(parts)
            shared = logsum([lognormal(z, *other["z"]) for _, other in parts])
            without = sum(lognormal(w[n], 0, 0) for n in "ab" if n != k)
            own = lognormal(w[k], *one[k])
            paper += np.sum(mass * (logjoint(row, z, w) - without - shared - own)) / len(parts)
        phase = name or ("training" if training else "evaluation")
        points = [(-1.3, 0.4, 0.2), (0.2, -0.9, 1.1)]
        for j, (z, a, b) in enumerate(points):
            print(f"{phase},{i},density{j},{logq(parts, z, {'a': a, 'b': b}):.15g}")
        print(f"{phase},{i},elbo,{bound:.15g}")
        if name:
            print(f"{phase},{i},paper,{paper:.15g}")
            return
        if training:
            print(f"{phase},{i},paper,{paper:.15g}")
    names = [n for n in "ab" if n in row]
    x = np.array([float(v) for n in names for v in row[n]])
    loading = np.zeros((len(x), 3))
    mean, noise = [], []
    for n in names:
        for c, d, e in DECODED[n][0]:
            loading[len(mean)] = [c, d if n == "a" else 0, d if n == "b" else 0]
            mean.append(e)
            noise.append(DECODED[n][1] ** 2)
    cov = loading @ loading.T + np.diag(noise)
    r = x - np.array(mean)
    value = -0.5 * (r @ np.linalg.solve(cov, r) + np.linalg.slogdet(2 * np.pi * cov)[1])
    print(f"private,{i},logLikelihood,{value:.15g}")


for i, row in enumerate(ROWS):
    private(row, i)
# With sharp auxiliary priors the objective of the paper is above log p(x) of the first row.
AUXILIARY = {"a": (-0.5, -6), "b": (-1.5, -6)}
PRIVATE = {"a": ([(0, 0)] * 4, [1, -1.2, 0, -0.6]), "b": ([(0,)] * 4, [1, -1.2, -0.5, -0.6])}
for i, row in enumerate(ROWS):
    private(row, i, "sharp")
