// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** p(z): what latent values are before any datum is seen. */
public interface Prior extends Distribution, ConditionalPrior {

    @Override
    default boolean isConditional() {
        return false;
    }

    @Override
    default Prior given(Map<String, Tensor> given) {
        return this;
    }

    /** Draws independent values, whatever is given. */
    @Override
    default Tensor sample(RandomKey key, int n, Map<String, Tensor> given) {
        return sample(key, n);
    }

    /**
     * Returns log p(z) in nats, with respect to the space's measure.
     *
     * @param z [..., event]
     * @return [...]
     */
    @Override
    Tensor logProbability(Tensor z);

    /**
     * Draws independent values.
     *
     * @return [n, event]
     */
    Tensor sample(RandomKey key, int n);

    /**
     * Returns the densities of the units of a value, {@link LatentSpace#units}, where they are
     * independent: from values [..., event] to nats [..., U], which sum over the units to {@link
     * #logProbability}. By default empty.
     */
    default Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.empty();
    }

    /**
     * Returns this prior for many calls of {@link #logProbability} while its parameters stay as
     * they are: what depends on them alone is computed now, in the scope that is open, and lives as
     * long. Densities are the same. Returns this prior if there is nothing to compute.
     */
    @Override
    default Prior prepared() {
        return this;
    }

    /**
     * What fitting a distribution to values minimises in place of {@code -log p(z)}, such as the error
     * of a velocity. It is not in nats, and differences of it are no differences of log-densities.
     */
    @FunctionalInterface
    interface FitLoss {

        /**
         * Returns the loss of values, differentiable in the distribution's parameters.
         *
         * @param z [..., event]
         * @param key of the noise in the loss
         * @return [...]
         */
        Tensor of(Tensor z, RandomKey key);
    }

    /** A mixture of K distributions of any family: {@code log p(z) = log sum_k pi_k q_k(z)}. */
    interface MixturePrior extends Prior {

        /** Returns K. */
        int components();

        /** Returns the logarithms of the weights pi, up to a constant, [K]; empty if all are equal. */
        Optional<Tensor> logits();

        /** Returns the densities of the components, [N, K]. */
        PairwiseLogDensity densities();

        /**
         * Draws from components.
         *
         * @param chosen the numbers of n components, from 0
         * @return one value of each, [n, event]
         */
        Tensor drawFrom(int[] chosen, RandomKey key);

        @Override
        default Tensor logProbability(Tensor z) {
            return prepared().logProbability(z);
        }

        @Override
        default Prior prepared() {
            PairwiseLogDensity weighted =
                    logits().map(l -> densities().weighted(l.logSoftmax(-1)))
                            .orElseGet(this::densities);
            UnaryOperator<Tensor> sum =
                    logits().isPresent()
                            ? z -> weighted.of(z).logSumExp(-1)
                            : z -> weighted.of(z).logSumExp(-1).sub(Math.log(components()));
            Shape event = space().eventShape();
            return new PreparedPrior(
                    this,
                    z -> {
                        Shape points = z.shape().range(0, z.shape().rank() - event.rank());
                        Tensor flat = z.reshape(event.prepend(points.size()));
                        return sum.apply(flat).cast(z.dtype()).reshape(points);
                    });
        }

        @Override
        default Tensor sample(RandomKey key, int n) {
            double[] weights =
                    logits().map(Tensor::readDoubles).orElseGet(() -> new double[components()]);
            int[] chosen = key.split("component").categorical(weights, components(), n);
            return drawFrom(chosen, key.split("noise"));
        }
    }

    /**
     * A prior whose terms that depend on its parameters alone are computed in advance.
     *
     * @param density its log-density, from what is computed
     */
    record PreparedPrior(Prior original, UnaryOperator<Tensor> density) implements Prior {

        @Override
        public LatentSpace space() {
            return original.space();
        }

        @Override
        public double tailIndex() {
            return original.tailIndex();
        }

        @Override
        public Optional<double[]> variances() {
            return original.variances();
        }

        @Override
        public double decay() {
            return original.decay();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return density.apply(z);
        }

        @Override
        public Optional<UnaryOperator<Tensor>> byUnit() {
            return original.byUnit();
        }

        @Override
        public Optional<FitLoss> fitLoss() {
            return original.fitLoss();
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return original.sample(key, n);
        }

        @Override
        public List<Parameter> parameters() {
            return original.parameters();
        }
    }
}
