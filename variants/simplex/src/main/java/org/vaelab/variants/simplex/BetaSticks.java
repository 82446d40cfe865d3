// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Optional;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.GammaDraws;
import org.vaelab.framework.tensor.autodiff.LogGammas;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Weights on the simplex that break a stick by independent beta fractions: weight i takes the
 * fraction v_i of what the weights before it have left, and the last weight is the rest.
 *
 * <pre>
 *   w_i = v_i r_i,   r_i = prod_{j &lt; i} (1 - v_j) = w_i + ... + w_k,   v_i ~ Beta(a_i, b_i)
 * </pre>
 *
 * <p>A Dirichlet distribution with concentrations c is that of {@code a_i = c_i} and {@code b_i =
 * c_(i + 1) + ... + c_k}; GEM(alpha) is that of a_i = 1 and b_i = alpha. All is computed in
 * float64, because differences of log-gamma functions lose digits.
 *
 * @param first a, [k - 1] or [R, k - 1]
 * @param rest b, of the shape of a
 * @param all the concentrations [..., k] of the Dirichlet distribution that they are of; empty of
 *     others
 */
record BetaSticks(Tensor first, Tensor rest, Optional<Tensor> all) {

    BetaSticks(Tensor first, Tensor rest) {
        this(first, rest, Optional.empty());
    }

    BetaSticks {
        all = all.map(concentrations -> concentrations.cast(DType.FLOAT64));
        first = first.cast(DType.FLOAT64);
        rest = rest.cast(DType.FLOAT64);
    }

    /** A distribution of such weights. */
    interface Distribution extends LoggedDensity {

        BetaSticks sticks();

        /** {@inheritDoc} A weight that has rounded to 0 counts as 1e-37 in float32. */
        @Override
        default Tensor logProbability(Tensor z) {
            return ofLogs(z.maximum(LoggedDensity.least(z)).log());
        }

        @Override
        default Tensor ofLogs(Tensor logs) {
            return sticks().logDensity(logs.cast(DType.FLOAT64)).cast(logs.dtype());
        }
    }

    /** Returns the sticks of a Dirichlet distribution with concentrations [..., k]. */
    static BetaSticks ofDirichlet(Tensor concentration) {
        int sticks = concentration.shape().extent(-1) - 1;
        return new BetaSticks(
                concentration.slice(-1, 0, sticks),
                sumAfter(concentration),
                Optional.of(concentration));
    }

    /** From log w of float64, [K, R, k], to nats [K, R]. */
    private Tensor logDensity(Tensor logs) {
        int sticks = logs.shape().extent(-1) - 1;
        Tensor after = logSumExpAfter(logs);
        Tensor from = after.pad(-1, 1, 0).slice(-1, 0, sticks);
        Tensor logFirst = logs.slice(-1, 0, sticks).sub(from);
        return first.sub(1)
                .mul(logFirst)
                .add(rest.sub(1).mul(after.sub(from)))
                .sub(from)
                .sub(LogGammas.logBeta(first, rest))
                .sum(-1);
    }

    /** Draws n values of one distribution, [n, k], of float64. */
    Tensor sample(RandomKey key, int n) {
        Shape shape = first.shape().prepend(n);
        Tensor ofFirst = GammaDraws.logarithms(key.split("first"), first.broadcastTo(shape));
        Tensor ofRest = GammaDraws.logarithms(key.split("rest"), rest.broadcastTo(shape));
        return logWeights(LogLog.ofOdds(ofRest.sub(ofFirst))).exp();
    }

    /** Returns the log weights of fractions, from log(-log v) [..., k - 1] to [..., k]. */
    static Tensor logWeights(Tensor fractions) {
        Tensor logRests = sumBefore(LogLog.complement(fractions).exp().neg());
        return fractions.exp().neg().pad(-1, 0, 1).add(logRests);
    }

    /**
     * Returns the sum over the fractions of KL(Beta(a, b) || Beta(c, d)) in nats, [R], of float64:
     *
     * <pre>
     *   log B(c, d) - log B(a, b) + (a - c) (psi(a) - psi(a + b)) + (b - d) (psi(b) - psi(a + b))
     * </pre>
     *
     * <p>Of two Dirichlet distributions psi of b and of the next a + b cancel.
     */
    Tensor kl(BetaSticks p) {
        Tensor norms =
                LogGammas.logBeta(p.first, p.rest).sub(LogGammas.logBeta(first, rest)).sum(-1);
        if (all.isPresent() && p.all.isPresent()) {
            Tensor own = all.get();
            Tensor ofSum = own.sum(-1).expandDims(-1).digamma();
            return norms.add(own.sub(p.all.get()).mul(own.digamma().sub(ofSum)).sum(-1));
        }
        Tensor ofBoth = first.add(rest).digamma();
        return norms.add(
                first.sub(p.first)
                        .mul(first.digamma().sub(ofBoth))
                        .add(rest.sub(p.rest).mul(rest.digamma().sub(ofBoth)))
                        .sum(-1));
    }

    /** Returns the sums of the numbers after each but the last, from [..., k] to [..., k - 1]. */
    private static Tensor sumAfter(Tensor x) {
        int k = x.shape().extent(-1);
        return x.expandDims(-2).mul(mask(x, k - 1, k, 1, 1, 0)).sum(-1);
    }

    /** Returns log(e^x + ...) of the same numbers, from [..., k] to [..., k - 1]. */
    static Tensor logSumExpAfter(Tensor x) {
        int k = x.shape().extent(-1);
        return x.expandDims(-2).add(mask(x, k - 1, k, 1, 0, -1e30)).logSumExp(-1);
    }

    /** Returns the sums of the numbers before each, and of all, from [..., k - 1] to [..., k]. */
    static Tensor sumBefore(Tensor x) {
        int k = x.shape().extent(-1) + 1;
        return x.expandDims(-2).mul(mask(x, k, k - 1, 0, 0, 1)).sum(-1);
    }

    /** A matrix with one number from some places after the diagonal on, and another before. */
    private static Tensor mask(
            Tensor x, int rows, int columns, int from, double after, double before) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % columns - i / columns >= from ? after : before;
        }
        return x.runtime().tensor(values, Shape.of(rows, columns)).cast(x.dtype());
    }
}
