// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The probability that a logistic variable falls into the bin of a grey level. Elements are
 * independent.
 *
 * <p>Levels k = 0 ... 255 lie at k/127.5 - 1 in bins of half width h = 1/255, of which the first
 * and the last reach to infinity (Salimans et al. 2017, equation 2). Let a = (upper - mu)/s, b =
 * (lower - mu)/s and delta = 2h/s. Then
 *
 * <pre>
 *   log(sig(a) - sig(b)) = log sig(a) + log sig(-b) + log(1 - e^-delta)
 * </pre>
 *
 * This holds exactly, so nothing cancels in a saturated bin, and no floor is needed. The first bin
 * is log sig(a) alone, the last log sig(-b) alone.
 *
 * <p>Log-scales outside of [-30, 60] count as the nearer end. There the variable stays within one
 * bin, or beyond the outer edges, to the last bit of a double.
 */
final class LogisticBins implements IndependentValues {

    private static final double HALF_WIDTH = 1.0 / GreyLevels.LAST;
    private static final double LEAST_LOG_SCALE = -30;
    private static final double LARGEST_LOG_SCALE = 60;

    /** Terms of a mean that are held in memory at once. */
    private static final int LEVELS_AT_ONCE = 15;

    private final Tensor mean;
    private final Tensor logScale;

    /** Takes means and log-scales of one shape, the means on the scale [-1, 1]. */
    LogisticBins(Tensor mean, Tensor logScale) {
        this.mean = mean;
        this.logScale = logScale.maximum(LEAST_LOG_SCALE).minimum(LARGEST_LOG_SCALE);
    }

    /** Returns {@code location}, on the scale [-1, 1], and {@code logScale}, of each value. */
    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("location", mean);
        numbers.put("logScale", logScale);
        return numbers;
    }

    @Override
    public String howToDraw() {
        return "logistic variables on the scale [-1, 1] of the grey levels, rounded to a level";
    }

    /** Returns log P(level), with x in [0, 1] broadcast to the shape of the means. */
    @Override
    public Tensor each(Tensor x) {
        Tensor hasUpper = x.lt(1 - 0.5 / GreyLevels.LAST);
        Tensor hasLower = x.gt(0.5 / GreyLevels.LAST);
        Tensor isInner = hasUpper.mul(hasLower);
        Tensor middle = x.mul(2).sub(1);
        Tensor inverse = logScale.stopGradient().neg().exp();
        return CustomGradient.of(
                () -> each(middle, hasUpper, hasLower, isInner, inverse),
                (g, needed) -> {
                    Tensor offset = middle.sub(mean.stopGradient());
                    Tensor a = offset.add(HALF_WIDTH).mul(inverse);
                    Tensor b = offset.sub(HALF_WIDTH).mul(inverse);
                    Tensor delta = inverse.mul(2 * HALF_WIDTH);
                    Tensor aboveUpper = a.neg().sigmoid().mul(hasUpper);
                    Tensor aboveLower = b.sigmoid().mul(hasLower);
                    return new @Nullable Tensor[] {
                        needed.test(0) ? aboveLower.sub(aboveUpper).mul(inverse).mul(g) : null,
                        needed.test(1)
                                ? b.mul(aboveLower)
                                        .sub(a.mul(aboveUpper))
                                        .sub(delta.div(delta.expm1()).mul(isInner))
                                        .mul(g)
                                : null
                    };
                },
                List.of(mean, logScale));
    }

    /**
     * An outer edge lies at infinity, so that its terms are log sig(inf) and log(1 - e^-inf), 0.
     */
    private Tensor each(
            Tensor middle, Tensor hasUpper, Tensor hasLower, Tensor isInner, Tensor inverse) {
        Tensor halfWidth = middle.runtime().full(HALF_WIDTH, Shape.of(1)).cast(middle.dtype());
        Tensor upper = middle.add(halfWidth.div(hasUpper));
        Tensor lower = middle.sub(halfWidth.div(hasLower));
        Tensor minusWidth = halfWidth.mul(-2).div(isInner);
        Tensor mu = mean.stopGradient();
        return inverse.mul(minusWidth)
                .expm1()
                .neg()
                .log()
                .sub(mu.sub(upper).mul(inverse).softplus())
                .sub(lower.sub(mu).mul(inverse).softplus());
    }

    @Override
    public Optional<Tensor> mean() {
        return Optional.of(expectation());
    }

    /**
     * Returns E[level]/255 = 1/255 sum_k P(level >= k), without a gradient: 255 sigmoids an
     * element.
     */
    Tensor expectation() {
        TensorRuntime runtime = mean.runtime();
        return runtime.unrecorded(
                () -> {
                    Tensor inverse = logScale.neg().exp();
                    Tensor sum = runtime.zeros(mean.shape(), mean.dtype());
                    for (int k = 1; k <= GreyLevels.LAST; k += LEVELS_AT_ONCE) {
                        try (TensorScope scope = runtime.scope()) {
                            sum = scope.detach(sum.add(exceeding(k, inverse)));
                        }
                    }
                    return sum.div(GreyLevels.LAST);
                });
    }

    private Tensor exceeding(int first, Tensor inverse) {
        Tensor sum = mean.sub(lowerEdge(first)).mul(inverse).sigmoid();
        for (int k = first + 1; k < first + LEVELS_AT_ONCE; k++) {
            sum = sum.add(mean.sub(lowerEdge(k)).mul(inverse).sigmoid());
        }
        return sum;
    }

    private static double lowerEdge(int level) {
        return (2.0 * level - GreyLevels.COUNT) / GreyLevels.LAST;
    }

    /** Draws a level per element, as level/255: the level whose bin a logistic draw falls into. */
    @Override
    public Tensor sample(RandomKey key) {
        Tensor uniform = mean.runtime().uniform(key, mean.shape()).cast(mean.dtype());
        Tensor logistic = uniform.log().sub(uniform.neg().log1p());
        Tensor position = logistic.mul(logScale.exp()).add(mean);
        return GreyLevels.values(
                position.add(1)
                        .mul(0.5 * GreyLevels.LAST)
                        .add(0.5)
                        .floor()
                        .maximum(0)
                        .minimum(GreyLevels.LAST));
    }

    /**
     * Returns the mean of a logistic variable confined to [-1, 1], mapped to [0, 1]: E[level]/255
     * up to {@code 1e-6 / s}.
     */
    static double confinedMean(double mean, double scale) {
        double integral = scale * (softplus((1 - mean) / scale) - softplus((-1 - mean) / scale));
        return 1 - integral / 2;
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
