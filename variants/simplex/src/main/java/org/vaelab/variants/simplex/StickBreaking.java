// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Weights on the {@link Simplex} that break a stick by Kumaraswamy fractions (Nalisnick and Smyth
 * 2017).
 *
 * <pre>
 *   w_i = v_i r_i,   r_i = prod_{j &lt; i} (1 - v_j),   v_i ~ Kumaraswamy(a_i, b_i),   w_k = r_k
 *   log q(w) = sum_{i &lt; k} [ log q_i(v_i) - log r_i ]
 * </pre>
 *
 * <p>Given w, {@code r_i = w_i + ... + w_k} and {@code v_i = w_i / r_i}, sums of positive numbers
 * that lose no digits.
 *
 * @param fractions of k - 1 coordinates, for R rows
 */
public record StickBreaking(Kumaraswamy fractions) implements Posterior, LoggedDensity {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor logs = BetaSticks.logWeights(fractions.logLogs(key, samples));
        return new LoggedDraw(logs.exp(), () -> ofLogs(logs), logs);
    }

    /** {@inheritDoc} A weight that has rounded to 0 counts as 1e-37 in float32. */
    @Override
    public Tensor logProbability(Tensor z) {
        return ofLogs(z.maximum(LoggedDensity.least(z)).log());
    }

    @Override
    public Tensor ofLogs(Tensor logs) {
        int sticks = logs.shape().extent(-1) - 1;
        Tensor logAfter = BetaSticks.logSumExpAfter(logs);
        Tensor odds = logAfter.sub(logs.slice(-1, 0, sticks));
        Tensor ofFractions = fractions.ofLogs(LogLog.ofOdds(odds));
        return sticks == 1
                ? ofFractions
                : ofFractions.sub(logAfter.slice(-1, 0, sticks - 1).sum(-1));
    }

    /** Returns KL(q || p) in nats, the sum of those of the fractions, [R]. */
    Tensor kl(BetaSticks.Distribution p) {
        return fractions.klToBeta(p.sticks()).sum(-1);
    }

    /** Returns the weights whose fractions are the medians. */
    @Override
    public Tensor location() {
        return BetaSticks.logWeights(fractions.medianLogLog()).exp();
    }

    /** Returns the mean, which breaks the stick by the means of the fractions. */
    @Override
    public Optional<Tensor> expectation() {
        Tensor v = fractions.expectation().orElseThrow();
        Tensor logRests = BetaSticks.sumBefore(v.neg().log1p());
        return Optional.of(v.log().pad(-1, 0, 1).add(logRests).exp());
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    /** Returns {@code a} and {@code b} of the fractions. */
    @Override
    public Map<String, Tensor> numbers() {
        return fractions.numbers();
    }

    @Override
    public String howToDraw() {
        return "a stick broken by the fractions `(1 - u ** (1 / b)) ** (1 / a)` with uniform `u`; the last"
                + " weight is the rest";
    }
}
