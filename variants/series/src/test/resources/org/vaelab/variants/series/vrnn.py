"""Writes vrnn.json: variational recurrent networks in z itself, step by step (Chung et al. 2015, equations 5 to 11).

Everything is written down for one series in float64 with numpy, with a loop over steps: log p(x_t given z_t, h),
log p(z_t given h), log q(z_t given x_t, h) and KL(q || p) of the Normals of z_t. e_t = (z_t - mu_0) / sigma_0 is the
noise of the prior. A missing number has no term, the encoder sees 0 and a mask, and h sees mu_x. A step without
numbers has q = p. Weights and values have three digits.
"""
import json
import numpy as np

rng = np.random.default_rng(11)
LEAST = 0.05


def rounded(*shape, scale=0.6):
    return np.round(scale * rng.standard_normal(shape), 3)


def layer(name, inputs, outputs):
    return {name + ".weight": rounded(inputs, outputs), name + ".bias": rounded(outputs)}


def dense(w, name, x):
    return x @ w[name + ".weight"] + w[name + ".bias"]


def mlp(w, name, x):
    return dense(w, name + ".1", np.tanh(dense(w, name + ".0", x)))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def normal(x, mean, log_scale):
    return np.sum(-0.5 * ((x - mean) / np.exp(log_scale)) ** 2 - log_scale - 0.5 * np.log(2 * np.pi))


def case(name, steps, D, d, H, F, hidden, rows, missing):
    seen_width = 2 * D if missing else D
    w = {}
    w.update(layer("decoder.data", D, F))
    w.update(layer("decoder.latent", d, F))
    for net, inputs, outputs in (
            ("decoder.prior", H, 2 * d), ("decoder.output", F + H, 2 * D), ("encoder", seen_width + H, 2 * d)):
        w.update(layer(net + ".0", inputs, hidden))
        w.update(layer(net + ".1", hidden, outputs))
    w.update(layer("decoder.recurrence.input", 2 * F, 3 * H))
    w.update(layer("decoder.recurrence.state", H, 3 * H))
    x = rounded(rows, steps, D, scale=1)
    z = rounded(rows, steps, d, scale=1)
    mask = np.ones((rows, steps, D), dtype=int)
    if missing:
        mask[0, 1, 0] = 0
        mask[0, 2, :] = 0
        mask[1, steps - 1, :] = 0
        mask[1, 0, 1] = 0
    out = {k: [] for k in ("e", "mean", "logVariance", "kl", "log_likelihood", "log_weight", "state_means")}
    for b in range(rows):
        h = np.zeros(H)
        e, means, logs, x_means = [], [], [], []
        kl = likelihood = weight = 0.0
        for t in range(steps):
            seen = mask[b, t]
            p = mlp(w, "decoder.prior", h)
            m0, l0 = p[:d], p[d:]
            known = np.where(seen == 1, x[b, t], 0.0)
            q = mlp(w, "encoder", np.concatenate([known] + ([seen] if missing else []) + [h]))
            mz, lz = (q[:d], q[d:]) if seen.any() else (m0, l0)
            kl += np.sum(l0 - lz + (np.exp(2 * lz) + (mz - m0) ** 2) / (2 * np.exp(2 * l0)) - 0.5)
            e.append((z[b, t] - m0) / np.exp(l0))
            means.append((mz - m0) / np.exp(l0))
            logs.append(2 * (lz - l0))
            fz = np.tanh(dense(w, "decoder.latent", z[b, t]))
            head = mlp(w, "decoder.output", np.concatenate([fz, h]))
            mx = head[:D]
            lx = np.log(LEAST) + np.log1p(np.exp(head[D:] - np.log(LEAST)))
            x_means.append(mx)
            at = seen == 1
            here = normal(x[b, t][at], mx[at], lx[at])
            likelihood += here
            weight += here + normal(z[b, t], m0, l0) - normal(z[b, t], mz, lz)
            fx = np.tanh(dense(w, "decoder.data", np.where(at, x[b, t], mx)))
            a = dense(w, "decoder.recurrence.input", np.concatenate([fx, fz]))
            s = dense(w, "decoder.recurrence.state", h)
            r, u = sigmoid(a[:H] + s[:H]), sigmoid(a[H:2 * H] + s[H:2 * H])
            n = np.tanh(a[2 * H:] + r * s[2 * H:])
            h = (1 - u) * n + u * h
        for key, value in (("e", np.concatenate(e)), ("mean", np.concatenate(means)),
                           ("logVariance", np.concatenate(logs)), ("kl", kl), ("log_likelihood", likelihood),
                           ("log_weight", weight), ("state_means", np.concatenate(x_means))):
            out[key].append(np.asarray(value).tolist())
    e = out.pop("e")
    return {
        "id": name, "kind": "vrnn",
        "input": {"latent": steps * d, "state": H, "hidden": hidden, "features": F, "steps": steps, "least": LEAST,
                  "rows": rows, "x": x.tolist(), "observed": mask.tolist(), "e": e,
                  "weights": {k: v.tolist() for k, v in w.items()}},
        "expected": out}


cases = [
    case("all-observed", 3, 2, 2, 3, 2, 3, 2, False),
    case("some-missing", 4, 2, 1, 2, 3, 2, 2, True),
]
head = {"family": "vrnn", "definition": __doc__, "tolerance": {"absolute": 1e-11, "relative": 1e-11}}
with open("vrnn.json", "w") as out:
    out.write("{" + ",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in head.items()))
    out.write(',\n"cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
