// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The change of variables y = (x - m) / s of each value of each example, by a level m and a spread s
 * that are given with the example. Models compute with y, and all that is asked of them is of x:
 *
 * <pre>
 *   log p(x given m, s) = log p(y) - sum over observed d of log s_d
 * </pre>
 *
 * @param level m, [..., B, D]
 * @param spread s, above 0, [..., B, D]
 * @param given what is given with the examples, perhaps with x and y, {@link #known}
 */
@Internal
public record Scaling(Tensor level, Tensor spread, Map<String, Tensor> given) {

    private static final String X = "scale.x";
    private static final String Y = "scale.y";

    /**
     * Returns x and its y by names, which no column has. Of a batch that is given them, y is made
     * once: {@link #of(Tensor)} then returns the same tensor each time.
     */
    public Map<String, Tensor> known(Tensor x) {
        return Map.of(X, x, Y, of(x));
    }

    /** Returns y of x, [..., B, D]; NaN stays. */
    public Tensor of(Tensor x) {
        Tensor y = given.get(Y);
        return x == given.get(X) && y != null ? y : x.sub(level).div(spread);
    }

    /** Returns x of y, [..., B, D]. */
    public Tensor undo(Tensor y) {
        return y.mul(spread.cast(y.dtype())).add(level.cast(y.dtype()));
    }

    /** Returns the variance of x of that of y, s^2 Var[y], [..., B, D]. */
    public Tensor undoVariance(Tensor ofY) {
        return ofY.mul(spread.cast(ofY.dtype()).square());
    }

    /** Returns log s of the observed values and 0 of the missing ones, [..., B, D]. */
    public Tensor logSpread(Tensor x) {
        // NaN is not equal to itself.
        return spread.log().mul(x.eq(x).cast(spread.dtype()));
    }

    /** Returns the distribution of x of that of y. */
    public OutputDistribution of(OutputDistribution y) {
        return new Scaled(y, this);
    }

    private record Scaled(OutputDistribution y, Scaling by) implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor density = y.logProbability(by.of(x));
            return density.sub(by.logSpread(x).sum(-1).cast(density.dtype()));
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return y.byValue(by.of(x)).map(of -> of.sub(by.logSpread(x).cast(of.dtype())));
        }

        @Override
        public Optional<Tensor> mean() {
            return y.mean().map(by::undo);
        }

        @Override
        public Optional<Tensor> prediction() {
            return y.prediction().map(by::undo);
        }

        @Override
        public Optional<Tensor> deviations() {
            return y.deviations().map(of -> of.mul(by.spread.cast(of.dtype())));
        }

        @Override
        public OutputDistribution givenPrevious(Tensor x) {
            return new Scaled(y.givenPrevious(by.of(x)), by);
        }

        @Override
        public Tensor sample(RandomKey key) {
            return by.undo(y.sample(key));
        }

        @Override
        public Map<String, Tensor> numbers() {
            return y.numbersOf(by.level, by.spread);
        }

        @Override
        public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
            return y.numbersOf(by.level.mul(scale).add(offset), by.spread.mul(scale));
        }

        @Override
        public String howToDraw() {
            return y.howToDraw();
        }
    }
}
