# Golden values of a linear Gaussian model with two modalities and one latent variable, by mpmath with 40 digits:
#
#     python3 golden.py > golden.csv
#
# Columns: inference, row, quantity, value. The model and the experts are those of ExpertsGoldenTest.
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
