// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Values drawn from a distribution of R rows, with their log-densities, because computing the two
 * separately loses precision. A family whose draws have more, such as points of a relaxation,
 * implements this interface.
 */
public interface Draw extends LatentValue {

    /** Returns the values, [K, R, event]. */
    @Override
    Tensor z();

    /** Returns the shape of {@link #z}, [K, R, event], which a draw may know without its values. */
    default Shape shape() {
        return z().shape();
    }

    /** Returns the log-density of each value under the distribution it is from, in nats, [K, R]. */
    Tensor logProbability();

    /** {@inheritDoc} The log-densities are among what the function is given. */
    @Override
    Draw mapped(UnaryOperator<Tensor> function);

    /**
     * Returns the same draws under other leading axes: K draws of each of R rows as one of each of
     * K R rows, or back.
     *
     * @param samples the first extent
     * @param rows the second; the product of the two stays as it is
     */
    default Draw reshaped(int samples, int rows) {
        return mapped(t -> t.reshape(t.shape().from(2).prepend(samples, rows)));
    }

    /** Returns whether the densities are those of a relaxation; a bound takes none of them. */
    default boolean isRelaxed() {
        return false;
    }

    /**
     * Returns whether the values have no density, and {@link #logProbability} is that of the space
     * continued to them. The mean of its score is then not 0. An estimator that relies on it draws
     * as in evaluation, or is rejected.
     */
    default boolean isContinued() {
        return false;
    }

    /** Returns the penalties and updates that the draw adds to a training step. */
    default TrainingEffects effects() {
        return TrainingEffects.NONE;
    }

    /** Returns values with nothing but their density. */
    static Draw of(Tensor z, Tensor logProbability) {
        return of(z, () -> logProbability);
    }

    /**
     * Returns values whose density is computed when it is asked for, each time: a KL in closed form
     * asks for none.
     *
     * @param density returns the log-densities, [K, R]
     */
    static Draw of(Tensor z, Supplier<Tensor> density) {
        return new Values(z, density, Optional.empty(), TrainingEffects.NONE);
    }

    /**
     * Returns values with penalties and state updates for a training step. A network is given
     * another tensor than z, such as one that passes gradients.
     *
     * @param networkInput replaces what the space or codebook makes of z, [K, R, width]
     */
    static Draw of(Tensor z, Tensor logProbability, Tensor networkInput, TrainingEffects effects) {
        return new Values(z, () -> logProbability, Optional.of(networkInput), effects);
    }

    /** Returns {@link #straightThrough} draws that add nothing to a training step. */
    static Draw straightThrough(Tensor soft, Tensor hard, Tensor z, int samples) {
        return straightThrough(soft, hard, z, samples, TrainingEffects.NONE);
    }

    /**
     * Returns K equal draws of a point mass, {@code log q(z) = 0}. Networks are given {@code hard},
     * and their gradient passes to {@code soft} unchanged (Bengio, Leonard and Courville 2013,
     * section 4).
     *
     * @param soft what the encoder gave, [R, width]
     * @param hard what it was rounded to, [R, width]
     * @param z the value, [R, event]
     * @param samples K, at least 1
     * @param effects of a training step, with penalties [R]
     */
    static Draw straightThrough(
            Tensor soft, Tensor hard, Tensor z, int samples, TrainingEffects effects) {
        return straightThrough(soft, hard, () -> z, z.shape(), samples, effects);
    }

    /**
     * Returns {@link #straightThrough} draws whose values are made when they are asked for: the
     * unit vectors of many codes take more memory than all else of a training step.
     *
     * @param z returns the value, [R, event]; the same at each call
     * @param shape of the value, [R, event]
     */
    static Draw straightThrough(
            Tensor soft,
            Tensor hard,
            Supplier<Tensor> z,
            Shape shape,
            int samples,
            TrainingEffects effects) {
        UnaryOperator<Tensor> repeated =
                row -> row.expandDims(0).broadcastTo(row.shape().prepend(samples));
        return new PointDraw(
                () -> repeated.apply(z.get()),
                shape.prepend(samples),
                repeated.apply(soft.runtime().zeros(shape.range(0, 1))),
                repeated.apply(CustomGradient.straightThrough(soft, hard)),
                effects.mapped(repeated));
    }

    /**
     * Values with their log-densities.
     *
     * @param density returns the log-densities
     * @param input replaces what the space or codebook makes of z for a network, [K, R, width]
     */
    record Values(
            Tensor z, Supplier<Tensor> density, Optional<Tensor> input, TrainingEffects effects)
            implements Draw {

        @Override
        public Tensor logProbability() {
            return density.get();
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            return input.orElseGet(() -> map.of(z));
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return new Values(
                    function.apply(z),
                    () -> function.apply(density.get()),
                    input.map(function),
                    effects.mapped(function));
        }
    }
}
