// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** p(x given z) for each value z of one or more draws. */
public interface OutputDistribution {

    /**
     * Returns log p(x given z) in nats, summed over the values of a datum, never averaged.
     *
     * @param x [B, D]; the leading axes of the draws share it
     * @return [..., B]
     */
    Tensor logProbability(Tensor x);

    /**
     * Returns log p(x_d given z) of each value in nats, where the values of a datum are independent
     * given z; they sum to {@link #logProbability}. By default empty, as of values that depend on
     * one another.
     *
     * @param x [B, D]; the leading axes of the draws share it
     * @return [..., B, D]
     */
    default Optional<Tensor> byValue(Tensor x) {
        return Optional.empty();
    }

    /**
     * Returns the probabilities of the C places of a value that is a category, [..., B, C], all at
     * once. The default is empty: it is no category, or {@link #byValue} of each place gives them.
     *
     * @param value d, from 0 on
     */
    default Optional<Tensor> placeProbabilities(int value) {
        return Optional.empty();
    }

    /**
     * Returns E[x given z], [..., B, D]; by default empty, where it has no closed form, as of
     * values that depend on one another. What is to be seen of such an observation is a draw.
     */
    default Optional<Tensor> mean() {
        return Optional.empty();
    }

    /**
     * Returns what best predicts x, [..., B, D]: means of numbers, most probable places of
     * categories, the greedy text. A reconstruction shows it. The default is the mean; empty if it
     * has no closed form.
     */
    default Optional<Tensor> prediction() {
        return mean();
    }

    /**
     * Returns the distributions of single values given z and the values before them, where values
     * depend on one another: of a series, by step. Their {@link #byValue} sums to log p(x given z).
     * The default is this one.
     *
     * @param x [..., B, D], NaN for missing values, in whose place are means
     */
    default OutputDistribution givenPrevious(Tensor x) {
        return this;
    }

    /**
     * Returns the distributions of the modalities by name, whose values are side by side in this
     * order. The default is empty: x is of one domain.
     */
    default Map<String, OutputDistribution> byModality() {
        return Map.of();
    }

    /**
     * Returns the standard deviations of values that are Normal given z, with {@link #mean}; what
     * broadcasts to it. The default is empty: they are not Normal.
     */
    default Optional<Tensor> deviations() {
        return Optional.empty();
    }

    /** Draws one x per z, [..., B, D]. */
    Tensor sample(RandomKey key);

    /**
     * Returns the numbers that determine it, by what the paper calls them in words. The default is
     * an empty map.
     *
     * @return [..., B, ...] each, or what broadcasts to it
     */
    default Map<String, Tensor> numbers() {
        return Map.of();
    }

    /**
     * Returns the numbers that determine the distribution of {@code m + s x}, under the names of
     * {@link #numbers}: x in other units. The default is an empty map.
     *
     * @param offset m, [D]
     * @param scale s, [D], above 0
     */
    default Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
        return Map.of();
    }

    /**
     * Returns a sentence in Markdown that says how to draw with {@link #numbers}, for the page of
     * an export. The default is empty.
     */
    default String howToDraw() {
        return "";
    }

    /**
     * p(x given z) of the observed values alone. A missing value is NaN:
     *
     * <pre>
     *   log p(x_obs given z) = sum over observed d of log p(x_d given z)
     * </pre>
     *
     * <p>It is the exact marginal of p(x given z), because values are independent given z. A missing
     * value passes no gradient (Nazabal et al. 2020, equation 4; Mattei and Frellsen 2019, section 2).
     *
     * @param values the distribution of all values, which has densities of single ones
     */
    record ObservedOutput(OutputDistribution values) implements WrappedOutput, IndependentValues {

        /** {@inheritDoc} That of a missing value is 0. */
        @Override
        public Tensor each(Tensor x) {
            // NaN is not equal to itself. 0 lies in every domain.
            Tensor observed = x.eq(x);
            Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
            Tensor logs = values.byValue(x.where(observed, zero)).orElseThrow();
            return logs.where(observed.cast(logs.dtype()), zero.cast(logs.dtype()));
        }

        @Override
        public OutputDistribution wrapped() {
            return values;
        }
    }
}
