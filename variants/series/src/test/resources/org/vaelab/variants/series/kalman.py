"""Writes kalman.json: linear Gaussian state spaces as dense Normals, with 50 digits (mpmath).

The joint Normal of all states z_1..z_T and all observed numbers y is written down from the recursion
z_t = A z_{t-1} + e_t without a filter. log p(y), E[z given y], Cov[z_t given y] and the diagonal of the
precision of y come from its covariance by LU decomposition. Inputs are doubles with few digits.
"""
import json
import numpy as np
from mpmath import mp, matrix, log, pi, lu_solve, det, inverse

mp.dps = 50
rng = np.random.default_rng(7)


def rounded(a):
    return np.round(a, 3).tolist()


def case(name, d, width, steps, rows, missing, noise):
    A = rounded(0.5 * rng.standard_normal((d, d)) + 0.4 * np.eye(d))
    C = rounded(rng.standard_normal((width, d)))
    b = rounded(rng.standard_normal(width))
    m = rounded(rng.standard_normal(d))
    v = rounded(rng.uniform(0.3, 2, d))
    q = rounded(rng.uniform(0.1, 1, d))
    r = [noise * x for x in rounded(rng.uniform(0.5, 2, width))]
    y = rounded(rng.standard_normal((rows, steps, width)))
    seen = (rng.uniform(size=(rows, steps, width)) >= missing).astype(int).tolist()
    n = d * steps
    # Z = mean + L e, e independent with variances v, q, q, ...
    L = mp.zeros(n, n)
    mean = mp.zeros(n, 1)
    for t in range(steps):
        for i in range(d):
            L[t * d + i, t * d + i] = 1
        if t > 0:
            for s in range(t):
                for i in range(d):
                    for j in range(d):
                        L[t * d + i, s * d + j] = sum(
                            mp.mpf(A[i][k]) * L[(t - 1) * d + k, s * d + j] for k in range(d))
        for i in range(d):
            mean[t * d + i] = mp.mpf(m[i]) if t == 0 else sum(
                mp.mpf(A[i][k]) * mean[(t - 1) * d + k] for k in range(d))
    S = mp.zeros(n, n)
    for i in range(n):
        S[i, i] = mp.mpf(v[i] if i < d else q[i % d])
    Z = L * S * L.T
    out = {"log_probability": [], "smoothed": [], "covariances": [], "log_states": [], "precisions": []}
    for row in range(rows):
        at = [(t, i) for t in range(steps) for i in range(width) if seen[row][t][i]]
        H = mp.zeros(len(at), n)
        for k, (t, i) in enumerate(at):
            for j in range(d):
                H[k, t * d + j] = mp.mpf(C[i][j])
        V = H * Z * H.T
        e = mp.zeros(len(at), 1)
        mu = H * mean
        for k, (t, i) in enumerate(at):
            V[k, k] += mp.mpf(r[i])
            e[k] = mp.mpf(y[row][t][i]) - mu[k] - mp.mpf(b[i])
        P = inverse(V)
        quad = (e.T * P * e)[0]
        out["log_probability"].append(float(-(quad + log(det(V)) + len(at) * log(2 * pi)) / 2))
        G = Z * H.T * P
        post = mean + G * e
        cov = Z - G * H * Z
        out["smoothed"].append([[float(post[t * d + i]) for i in range(d)] for t in range(steps)])
        out["covariances"].append(
            [[[float(cov[t * d + i, t * d + j]) for j in range(d)] for i in range(d)] for t in range(steps)])
        if missing == 0:
            out["precisions"].append([float(P[k, k]) for k in range(len(at))])
        z = mp.zeros(n, 1)
        for t in range(steps):
            for i in range(d):
                z[t * d + i] = mp.mpf(y[row][t][i % width])
        dz = z - mean
        out["log_states"].append(
            float(-((dz.T * inverse(Z) * dz)[0] + log(det(Z)) + n * log(2 * pi)) / 2))
    return {
        "id": name, "kind": "kalman",
        "input": {"A": A, "C": C, "b": b, "m": m, "v": v, "q": q, "r": r, "y": y, "seen": seen},
        "expected": out}


cases = [
    case("all-observed", 3, 2, 6, 3, 0, 1.0),
    case("some-missing", 3, 2, 6, 4, 0.3, 1.0),
    case("one-number", 2, 1, 8, 2, 0.2, 1.0),
    case("more-numbers-than-states", 2, 4, 5, 2, 0.25, 1.0),
    case("little-noise", 4, 2, 6, 2, 0.2, 2.0 ** -20),
]
head = {"family": "kalman", "definition": __doc__, "tolerance": {"absolute": 1e-11, "relative": 1e-11}}
with open("kalman.json", "w") as out:
    out.write("{" + ",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in head.items()))
    out.write(',\n"cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
