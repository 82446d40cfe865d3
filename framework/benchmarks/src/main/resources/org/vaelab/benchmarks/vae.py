# SPDX-License-Identifier: Apache-2.0
"""Auto-encoders in PyTorch, timed: the yardstick of org.vaelab.benchmarks.BesidePyTorch.

Model, batch and optimiser are those of the Java side: perceptrons 784-h-h-z20, or on 64x64 pixels four
strided convolutions and a layer of 256 with z of 10, or on 28x28 pixels two strided convolutions and dense layers
with layer normalisation and GELU, z20; else ReLU, Bernoulli likelihood, Adam of rate 1e-3, float32
without TF32. Batches are binarised beforehand and lie on the device. Prints a line for each measurement:
    what,family,network,batch,mode,milliseconds
what is 'step' or, of the Gaussian, 'evaluation' (the bound and the importance-weighted log p(x) of some data
from K draws, in blocks of 100 data and 50 draws). A family is a class below; the head of each encoder has as many outputs as the Gaussian's.
"""
import argparse
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

CONVOLUTIONAL = "convolutional"
LAYERS = "layers"
BATCHES = 20
BLOCK = 100


def relu_after_each(layers):
    chain = []
    for layer in layers:
        chain += [layer, nn.ReLU()]
    return nn.Sequential(*chain[:-1])


def normalized(*layers):
    """Layers, each with the shape of a row of its output; layer normalisation and GELU after each."""
    chain = []
    for layer, shape in layers:
        chain += [layer, nn.LayerNorm(shape), nn.GELU()]
    return nn.Sequential(*chain)


class Vae(nn.Module):
    """Networks, and the loss of a family: sums over coordinates and pixels, means over the batch."""

    def __init__(self, network):
        super().__init__()
        self.latent = 10 if network == CONVOLUTIONAL else 20
        outputs = 2 * self.latent
        code = self.code_width()
        if network == CONVOLUTIONAL:
            self.pixels = 64 * 64
            channels = [1, 32, 32, 64, 64]
            down = [nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(channels, channels[1:])]
            back = channels[::-1]
            up = [nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(back, back[1:])]
            self.encoder = nn.Sequential(
                nn.Unflatten(1, (1, 64, 64)),
                relu_after_each(down), nn.ReLU(), nn.Flatten(),
                relu_after_each([nn.Linear(1024, 256), nn.Linear(256, outputs)]))
            self.decoder = nn.Sequential(
                relu_after_each([nn.Linear(code, 256), nn.Linear(256, 1024)]), nn.ReLU(),
                nn.Unflatten(1, (64, 4, 4)), relu_after_each(up), nn.Flatten())
        elif network == LAYERS:
            self.pixels = 784
            self.encoder = nn.Sequential(
                nn.Unflatten(1, (1, 28, 28)),
                normalized((nn.Conv2d(1, 32, 4, 2, 1), (32, 14, 14)), (nn.Conv2d(32, 64, 4, 2, 1), (64, 7, 7))),
                nn.Flatten(), normalized((nn.Linear(3136, 256), 256)), nn.Linear(256, outputs))
            self.decoder = nn.Sequential(
                normalized((nn.Linear(code, 256), 256), (nn.Linear(256, 3136), 3136)), nn.Unflatten(1, (64, 7, 7)),
                normalized((nn.ConvTranspose2d(64, 32, 4, 2, 1), (32, 14, 14)),
                           (nn.ConvTranspose2d(32, 16, 4, 2, 1), (16, 28, 28))),
                nn.Conv2d(16, 1, 1), nn.Flatten())
        else:
            hidden = int(network)
            self.pixels = 784
            self.encoder = relu_after_each([
                nn.Linear(784, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, outputs)])
            self.decoder = relu_after_each([
                nn.Linear(code, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 784)])

    def code_width(self):
        return self.latent

    def draw(self, head):
        """Returns what the decoder is given, and the KL of the batch or a draw of it."""
        raise NotImplementedError

    def optimizers(self, **options):
        return [torch.optim.Adam(self.parameters(), 1e-3, **options)]

    def backward(self, loss, x):
        loss(x).backward()

    def loss(self, x):
        code, kl = self.draw(self.encoder(x))
        cost = functional.binary_cross_entropy_with_logits(self.decoder(code), x, reduction="sum")
        return (cost + kl) / x.shape[0]


class Gaussian(Vae):
    def draw(self, head):
        mean, log_variance = head.chunk(2, 1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return z, 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum()

    def evaluate(self, x, draws):
        """Returns the bound and the importance-weighted log p(x), both in nats, of each datum."""
        mean, log_variance = self.encoder(x).chunk(2, 1)
        noise = torch.randn(draws, *mean.shape, device=x.device)
        z = mean + torch.exp(0.5 * log_variance) * noise
        logits = self.decoder(z.reshape(-1, self.latent)).reshape(draws, *x.shape)
        log_likelihood = -functional.binary_cross_entropy_with_logits(
            logits, x.expand_as(logits), reduction="none").sum(2)
        log_weight = log_likelihood + 0.5 * (noise.square() + log_variance - z.square()).sum(2)
        return log_weight.mean(0), torch.logsumexp(log_weight, 0) - math.log(draws)


class FiniteScalar(Vae):
    """Four numbers of eight levels at each position (Mentzer et al. 2024, appendix A.1)."""

    LEVELS = 8

    def code_width(self):
        return 2 * self.latent

    def draw(self, head):
        half = (self.LEVELS - 1) * 1.001 / 2
        shift = math.atanh(0.5 / half)
        bounded = torch.tanh(head + shift) * half - 0.5
        rounded = bounded + (bounded.round() - bounded).detach()
        return rounded / (self.LEVELS // 2), head.numel() * math.log(self.LEVELS)


class WrappedNormal(Vae):
    """In the Lorentz model (Nagano et al. 2019, section 4); the decoder is given log_0(z)."""

    def density(self, radius, squares):
        return -0.5 * squares - (self.latent - 1) * torch.log(torch.sinh(radius) / radius)

    def draw(self, head):
        mean, log_variance = head.chunk(2, 1)
        noise = torch.randn_like(mean)
        u = torch.exp(0.5 * log_variance) * noise
        length = mean.norm(dim=1, keepdim=True).clamp_min(1e-6)
        mu = torch.cat([torch.cosh(length), torch.sinh(length) * mean / length], 1)
        origin = torch.zeros_like(mu)
        origin[:, 0] = 1
        tangent = functional.pad(u, (1, 0))
        inner = (mu[:, 1:] * u).sum(1, keepdim=True)
        carried = tangent + inner / (1 + mu[:, :1]) * (origin + mu)
        radius = u.norm(dim=1, keepdim=True).clamp_min(1e-6)
        z = torch.cosh(radius) * mu + torch.sinh(radius) * carried / radius
        out = torch.acosh(z[:, :1].clamp_min(1 + 1e-6))
        t = out * z[:, 1:] / z[:, 1:].norm(dim=1, keepdim=True)
        log_q = self.density(radius, noise.square().sum(1, keepdim=True))
        log_p = self.density(out, out.square())
        return t, (log_q - log_p).sum() - 0.5 * log_variance.sum()


class StudentT(Vae):
    """One t of all dimensions, with five degrees of freedom, under a standard Normal prior."""

    NU = 5.0

    def draw(self, head):
        mean, log_scale = head.chunk(2, 1)
        half = torch.full_like(mean[:, :1], self.NU / 2)
        y = torch.randn_like(mean) * torch.rsqrt(torch._standard_gamma(half) / half)
        z = mean + torch.exp(log_scale) * y
        d = self.latent
        constant = math.lgamma((self.NU + d) / 2) - math.lgamma(self.NU / 2) - d / 2 * math.log(self.NU / 2)
        log_q = constant - (self.NU + d) / 2 * torch.log1p(y.square().sum(1) / self.NU) - log_scale.sum(1)
        return z, (log_q + 0.5 * z.square().sum(1)).sum()


class Poisson(Vae):
    """Counts of exponential arrivals, relaxed at temperature 1 (Vafaii et al. 2024)."""

    def code_width(self):
        return 2 * self.latent

    def draw(self, head):
        log_rate = head.clamp(-16, 5)
        rate = log_rate.exp()
        most = arrivals(float(rate.detach().max()))
        times = (torch.empty(most, *rate.shape, device=rate.device).exponential_() / rate).cumsum(0)
        return torch.sigmoid(1 - times).sum(0), (rate * log_rate - rate + 1).sum()


class StochasticQuantised(Vae):
    """One of 4,096 codes of 4 numbers at each position, relaxed at temperature 1 (Takida et al. 2022)."""

    def __init__(self, network):
        super().__init__(network)
        self.codes = nn.Parameter(torch.randn(4096, 4))
        self.log_variance = nn.Parameter(torch.zeros(1))

    def code_width(self):
        return 2 * self.latent

    def draw(self, head):
        squares = self.codes.square().sum(1)
        logits = (head.reshape(-1, 4) @ self.codes.t() - 0.5 * squares) / self.log_variance.exp()
        log_q = logits.log_softmax(1)
        z = functional.gumbel_softmax(logits, 1)
        return (z @ self.codes).reshape(head.shape), (log_q.exp() * (log_q + math.log(len(squares)))).sum()


class Dirichlet(Vae):
    """The implicit gradient of Figurnov et al. (2018), under a uniform prior."""

    def code_width(self):
        return 2 * self.latent

    def draw(self, head):
        q = torch.distributions.Dirichlet(functional.softplus(head) + 1e-6, validate_args=False)
        prior = torch.distributions.Dirichlet(torch.ones_like(head), validate_args=False)
        return q.rsample(), torch.distributions.kl_divergence(q, prior).sum()


class VaeGan(Gaussian):
    """Algorithm 1 of Larsen et al. (2016), with a perceptron as critic. What is shared is computed once."""

    def __init__(self, network):
        super().__init__(network)
        self.features = nn.Sequential(nn.Linear(self.pixels, 1000), nn.ELU())
        self.top = nn.Sequential(nn.Linear(1000, 100), nn.ELU(), nn.Linear(100, 1))

    def optimizers(self, **options):
        critic = [*self.features.parameters(), *self.top.parameters()]
        return [torch.optim.Adam([*self.encoder.parameters(), *self.decoder.parameters()], 1e-3, **options),
                torch.optim.Adam(critic, 1e-4, betas=(0.5, 0.9), **options)]

    def backward(self, loss, x):
        z, kl = self.draw(self.encoder(x))
        m, sampled = (torch.sigmoid(self.decoder(code)) for code in (z, torch.randn_like(z)))
        ofx, ofm, ofs = (self.features(data) for data in (x, m, sampled))
        f = 0.5 * (ofm - ofx.detach()).square().sum() / len(x)
        g = (functional.softplus(-self.top(ofx)) + functional.softplus(self.top(ofm))
             + functional.softplus(self.top(ofs))).mean()
        for part_loss, parts in ((kl / len(x) + f, [self.encoder]), (10 * f - g, [self.decoder]),
                                 (g, [self.features, self.top])):
            part_loss.backward(inputs=[w for part in parts for w in part.parameters()],
                               retain_graph=part_loss is not g)


def arrivals(rate):
    """Returns an n with P(count > n) below 1e-12, by Chernoff's bound."""
    n = 1
    while n <= rate or n * (1 + math.log(rate / n)) - rate > math.log(1e-12):
        n += 1
    return n


FAMILIES = {
    "gaussian": Gaussian, "fsq": FiniteScalar, "wrapped-normal": WrappedNormal, "student-t": StudentT,
    "poisson": Poisson, "sq": StochasticQuantised, "dirichlet": Dirichlet, "vae-gan": VaeGan}


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def milliseconds(action, count, rounds, device):
    """Prints the least and returns the median over rounds of the time of one action; of one thread, that of the processor."""
    clock = time.process_time if device.type == "cpu" and torch.get_num_threads() == 1 else time.perf_counter
    times = []
    for _ in range(rounds):
        wait(device)
        start = clock()
        for i in range(count):
            action(i)
        wait(device)
        times.append((clock() - start) / count * 1e3)
    print(f"least {min(times):.4f}", file=sys.stderr)
    return statistics.median(times)


def binary(count, width, device):
    return [(torch.rand(width, device=device) < 0.5).float() for _ in range(count)]


def step_of(model, batch, mode, device):
    # 'compile' is given libtorch's fused Adam too; 'eager' has Adam as it comes.
    adams = model.optimizers(fused=mode != "eager")
    loss = model.loss if mode == "eager" else torch.compile(
        model.loss, mode="reduce-overhead" if mode == "graphs" else "default")
    batches = binary(BATCHES, (batch, model.pixels), device)

    def step(i):
        model.zero_grad(set_to_none=True)
        model.backward(loss, batches[i % BATCHES])
        for adam in adams:
            adam.step()

    return step


def evaluation_of(model, examples, draws, mode, device):
    evaluate = model.evaluate if mode == "eager" else torch.compile(model.evaluate)
    x = binary(1, (examples, model.pixels), device)[0]

    def block(data):
        # In parts of 50 draws, so that any number of draws takes the same memory.
        parts = [evaluate(data, part) for part in [50] * (draws // 50) + [draws % 50] * (draws % 50 > 0)]
        bounds, log_ps = (torch.stack(each) for each in zip(*parts))
        return bounds.mean(0), log_ps.logsumexp(0) - math.log(len(parts))

    def run(i):
        with torch.inference_mode():
            bounds, log_ps = (torch.cat(each) for each in zip(*[block(data) for data in x.split(BLOCK)]))
            return float(bounds.mean()), float(log_ps.mean())

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--families", default="gaussian", help=", ".join(FAMILIES))
    parser.add_argument("--networks", default="400,4096,convolutional")
    parser.add_argument("--batches", default="100,1000")
    parser.add_argument("--modes", default="eager,compile", help="eager, compile, graphs")
    parser.add_argument("--draws", type=int, default=50)
    parser.add_argument("--examples", type=int, default=BLOCK)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="of the processor")
    options = parser.parse_args()
    device = torch.device(options.device)
    torch.set_num_threads(options.threads)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    print(f"torch {torch.__version__} on {name}", file=sys.stderr)
    for family in options.families.split(","):
        for network in options.networks.split(","):
            for mode in options.modes.split(","):
                for batch in map(int, options.batches.split(",")):
                    torch.manual_seed(1)
                    model = FAMILIES[family](network).to(device)
                    step = step_of(model, batch, mode, device)
                    milliseconds(step, max(20, options.steps // 10), 1, device)
                    taken = milliseconds(step, options.steps, options.rounds, device)
                    print(f"step,{family},{network},{batch},{mode},{taken:.4f}", flush=True)
                if family == "gaussian":
                    run = evaluation_of(model, options.examples, options.draws, mode, device)
                    milliseconds(run, 3, 1, device)
                    taken = milliseconds(run, max(1, options.steps // 10), options.rounds, device)
                    print(f"evaluation,{family},{network},{options.examples},{mode},{taken:.4f}", flush=True)


if __name__ == "__main__":
    main()
