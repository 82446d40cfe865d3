// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.spi.FusedOperations;

/**
 * Operations that a backend may do in one pass over memory, each differentiable. Their definition
 * is the composition in {@link org.vaelab.framework.tensor.spi.FusedOperations}.
 */
public final class Fused {

    private Fused() {}

    /**
     * An affine map and an activation, {@code activation(x w + b)}, over the last axis, in the
     * precision of its dtype.
     *
     * @param x [..., I]
     * @param w [I, O]
     * @param b [O]
     * @return [..., O]
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor linear(Tensor x, Tensor w, Tensor b, Activation activation) {
        return affine(x, w, b, activation, Supplier::get);
    }

    /**
     * A dense layer of a network: {@link #linear}, whose products and those of its gradient are
     * computed in reduced precision within {@link TensorRuntime#reducedProducts()}.
     *
     * @param x [..., I]
     * @param w [I, O]
     * @param b [O]
     * @return [..., O]
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor dense(Tensor x, Tensor w, Tensor b, Activation activation) {
        return affine(x, w, b, activation, x.runtime()::ofLayer);
    }

    /** Returns the activation of each element. */
    public static Tensor activate(Activation activation, Tensor x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> x.relu();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SOFTPLUS -> x.softplus();
            case ELU -> x.elu();
            case LEAKY_RELU -> x.mul(x.gt(0).mul(0.99).add(0.01));
            case GELU -> gelu(x);
            case SILU -> silu(x);
            case MISH -> x.mul(x.softplus().tanh());
        };
    }

    private static Tensor silu(Tensor x) {
        TensorRuntime runtime = x.runtime();
        Tensor s = runtime.unrecorded(x::sigmoid);
        return runtime.record(
                runtime.unrecorded(() -> x.mul(s)),
                Pullback.of(g -> s.neg().add(1).mul(x).add(1).mul(s).mul(g)),
                x);
    }

    private static Tensor affine(
            Tensor x, Tensor w, Tensor b, Activation activation, Products products) {
        if (!activation.isFused()) {
            return activate(activation, affine(x, w, b, Activation.IDENTITY, products));
        }
        int inputs = x.shape().extent(-1);
        if (w.shape().rank() != 2
                || w.shape().extent(0) != inputs
                || !b.shape().equals(w.shape().from(1))) {
            throw new IllegalArgumentException(
                    "a dense layer with weights "
                            + w.shape()
                            + " and bias "
                            + b.shape()
                            + " does not take "
                            + x.shape());
        }
        x.requireFloating("linear");
        x.requireSameType(w, "linear");
        x.requireSameType(b, "linear");
        Tensor rows = rows(x);
        TensorRuntime runtime = x.runtime();
        FusedOperations backend = runtime.backend().fused();
        Tensor y =
                runtime.wrap(
                        products.of(
                                () ->
                                        backend.linear(
                                                rows.buffer(),
                                                w.buffer(),
                                                b.buffer(),
                                                activation)));
        Tensor recorded =
                runtime.record(
                        y,
                        (g, needed) -> {
                            Tensor affine = activationGradient(activation, y, g);
                            return new @Nullable Tensor[] {
                                needed.test(0)
                                        ? products.of(
                                                () -> Matrices.multiply(affine, false, w, true))
                                        : null,
                                needed.test(1)
                                        ? products.of(
                                                () -> Matrices.multiply(rows, true, affine, false))
                                        : null,
                                needed.test(2) ? affine.sum(0) : null
                            };
                        },
                        rows,
                        w,
                        b);
        return recorded.reshape(x.shape().range(0, -1).append(w.shape().extent(1)));
    }

    /** How the products of an affine map are computed. */
    private interface Products {
        <T> T of(Supplier<T> product);
    }

    /**
     * The logarithm of the probability of 0s and 1s in nats, from logits, summed over the last
     * axis: {@code sum_e [x l - softplus(l)]}. It has a gradient in the logits only.
     *
     * @param logits [..., B, E]; the leading axes are draws that share the batch
     * @param x [B, E], values in {0, 1}
     * @return [..., B]
     * @throws IllegalArgumentException if the shapes do not end alike
     */
    public static Tensor bernoulliLogProbability(Tensor logits, Tensor x) {
        if (x.shape().rank() != 2
                || logits.shape().rank() < 2
                || !logits.shape().from(-2).equals(x.shape())) {
            throw new IllegalArgumentException(
                    "logits " + logits.shape() + " do not belong to data " + x.shape());
        }
        logits.requireFloating("bernoulliLogProbability");
        logits.requireSameType(x, "bernoulliLogProbability");
        Tensor rows = rows(logits);
        TensorRuntime runtime = x.runtime();
        Tensor y =
                runtime.wrap(
                        runtime.backend()
                                .fused()
                                .bernoulliLogProbability(rows.buffer(), x.buffer()));
        Tensor recorded =
                runtime.record(
                        y,
                        Pullback.of(
                                g ->
                                        runtime.wrap(
                                                runtime.backend()
                                                        .fused()
                                                        .bernoulliLogProbabilityGradient(
                                                                rows.buffer(),
                                                                x.buffer(),
                                                                g.buffer()))),
                        rows);
        return recorded.reshape(logits.shape().range(0, -1));
    }

    /**
     * {@code 1/2 sum_d [mu^2 + e^l - 1 - l]} over the last axis, with mu the mean and l the
     * logarithm of the variance: KL( N(mu, diag e^l) || N(0, I) ) in nats (Kingma and Welling 2014,
     * appendix B).
     *
     * @param mean [..., D]
     * @param logVariance [..., D]
     * @return [...]
     * @throws IllegalArgumentException if the shapes or dtypes differ
     */
    public static Tensor normalKl(Tensor mean, Tensor logVariance) {
        if (!mean.shape().equals(logVariance.shape())) {
            throw new IllegalArgumentException(
                    "mean "
                            + mean.shape()
                            + " and log variance "
                            + logVariance.shape()
                            + " differ");
        }
        mean.requireFloating("normalKl");
        mean.requireSameType(logVariance, "normalKl");
        Tensor means = rows(mean);
        Tensor logVariances = rows(logVariance);
        TensorRuntime runtime = mean.runtime();
        Tensor y =
                runtime.wrap(
                        runtime.backend().fused().normalKl(means.buffer(), logVariances.buffer()));
        Tensor recorded =
                runtime.record(
                        y,
                        Pullback.of(
                                g -> means.mul(g.expandDims(-1)),
                                g -> logVariances.expm1().mul(g.mul(0.5).expandDims(-1))),
                        List.of(means, logVariances));
        return recorded.reshape(mean.shape().range(0, -1));
    }

    /**
     * y = x Phi(x) with the distribution function Phi of the standard Normal; dy/dx = Phi(x) + x
     * phi(x).
     */
    public static Tensor gelu(Tensor x) {
        x.requireFloating("gelu");
        TensorRuntime runtime = x.runtime();
        FusedOperations backend = runtime.backend().fused();
        return runtime.record(
                runtime.wrap(backend.gelu(x.buffer())),
                Pullback.of(g -> runtime.wrap(backend.geluGradient(x.buffer(), g.buffer()))),
                x);
    }

    /**
     * Gives each row mean 0 and variance about 1: {@code y = (x - m) r} with {@code r = 1 / sqrt(v
     * + epsilon)}, m and v the mean and the variance over the last axis, without Bessel's
     * correction; {@code dL/dx = r (g - mean(g) - y mean(g y))} with {@code g = dL/dy}. A row of
     * equal numbers gives 0.
     *
     * @param x [..., E]
     * @param epsilon above 0
     * @return [..., E]
     */
    public static Tensor standardize(Tensor x, double epsilon) {
        x.requireFloating("standardize");
        Tensor rows = rows(x);
        TensorRuntime runtime = x.runtime();
        FusedOperations backend = runtime.backend().fused();
        Tensor recorded =
                runtime.record(
                        runtime.wrap(backend.standardize(rows.buffer(), epsilon)),
                        Pullback.of(
                                g ->
                                        runtime.wrap(
                                                backend.standardizeGradient(
                                                        rows.buffer(), g.buffer(), epsilon))),
                        rows);
        return recorded.reshape(x.shape());
    }

    /**
     * KL(softmax(logits) || p) in nats, over the last axis: {@code sum_j q_j (log q_j - log p_j)}.
     * A probability that underflows contributes nothing.
     *
     * @param logits [..., k], each row up to a constant
     * @param logPrior log p, normalised over its last axis, or one number for all categories;
     *     broadcasts to the shape of the logits
     * @return [...]
     * @throws IllegalArgumentException if the prior does not broadcast to the logits
     */
    public static Tensor categoricalKl(Tensor logits, Tensor logPrior) {
        logits.requireFloating("categoricalKl");
        logits.requireSameType(logPrior, "categoricalKl");
        if (!logits.shape().broadcast(logPrior.shape()).equals(logits.shape())) {
            throw new IllegalArgumentException(
                    "a prior " + logPrior.shape() + " does not belong to logits " + logits.shape());
        }
        TensorRuntime runtime = logits.runtime();
        return runtime.unrecorded(() -> new CategoricalKl(logits, logPrior)).recorded(runtime);
    }

    /** The divergence, and what its pullback needs: {@code dKL/dl_j = q_j (log q_j/p_j - KL)}. */
    private static final class CategoricalKl {
        private final Tensor logits;
        private final Tensor logPrior;
        private final Tensor q;
        private final Tensor logRatio;
        private final Tensor kl;

        CategoricalKl(Tensor logits, Tensor logPrior) {
            this.logits = logits;
            this.logPrior = logPrior;
            Tensor logQ = logits.logSoftmax(-1);
            this.q = logQ.exp();
            this.logRatio = logQ.sub(logPrior);
            this.kl = q.mul(logRatio).sum(-1);
        }

        Tensor recorded(TensorRuntime runtime) {
            return runtime.record(
                    kl,
                    Pullback.of(
                            g -> logRatio.sub(kl.expandDims(-1)).mul(q).mul(g.expandDims(-1)),
                            g -> q.mul(g.expandDims(-1)).neg().sumTo(logPrior.shape())),
                    List.of(logits, logPrior));
        }
    }

    /**
     * The states of a layer of gated recurrent units (GRU; Cho et al. 2014), in the variant of
     * PyTorch and cuDNN, where the reset gate multiplies the product with the state:
     *
     * <pre>
     *   r_t = sigmoid(a^r_t + h_{t-1} W^r + b^r)
     *   u_t = sigmoid(a^u_t + h_{t-1} W^u + b^u)
     *   n_t = tanh(a^n_t + r_t (h_{t-1} W^n + b^n))
     *   h_t = (1 - u_t) n_t + u_t h_{t-1}
     * </pre>
     *
     * <p>Its products are those of a layer, as in {@link #dense}.
     *
     * @param inputs a: what the input of each step adds to the gates r, u and n, side by side,
     *     [T, R, 3H], T at least 1
     * @param start h_0, [R, H]
     * @param weight W^r, W^u and W^n side by side, [H, 3H]
     * @param bias b^r, b^u and b^n side by side, [3H]
     * @return h_1 to h_T, [T, R, H]
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor gatedRecurrence(Tensor inputs, Tensor start, Tensor weight, Tensor bias) {
        return GatedRecurrence.states(inputs, start, weight, bias);
    }

    // Not reshape(-1, width), which knows no number of rows for a width of 0.
    private static Tensor rows(Tensor x) {
        return x.reshape(x.shape().range(0, -1).size(), x.shape().extent(-1));
    }

    static Tensor activationGradient(Activation activation, Tensor y, Tensor g) {
        TensorRuntime runtime = y.runtime();
        return runtime.wrap(
                runtime.backend().fused().activationGradient(activation, y.buffer(), g.buffer()));
    }
}
