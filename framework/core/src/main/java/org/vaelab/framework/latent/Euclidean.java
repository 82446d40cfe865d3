// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;

/**
 * R^d, with vectors of shape [d].
 *
 * @param dimension d, at least 1
 */
public record Euclidean(int dimension) implements VectorSpace {

    public Euclidean {
        Counts.atLeastOne("dimension", dimension);
    }

    @Override
    public boolean containsMeans() {
        return true;
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("standard-normal");
    }

    @Override
    public Optional<Geodesics> geodesics() {
        return Optional.of(new StraightLines());
    }

    /**
     * {@code z + t v}, in coordinates that may be defined modulo a period.
     *
     * @param reduced maps points, and vectors between them, to the shortest of those that are the
     *     same
     */
    record StraightLines(UnaryOperator<Tensor> reduced) implements Geodesics {

        StraightLines() {
            this(z -> z);
        }

        @Override
        public Tensor tangent(Tensor z, Tensor vectors) {
            return vectors;
        }

        @Override
        public Motion move(Motion start, Tensor time) {
            Tensor velocity = start.velocity();
            Tensor z = start.z().add(velocity.mul(time.expandDims(-1)));
            return new Motion(reduced.apply(z), velocity);
        }

        @Override
        public Tensor velocity(Tensor from, Tensor to) {
            return reduced.apply(to.sub(from));
        }

        @Override
        public Tensor curvature(Tensor z) {
            return z.mul(0);
        }
    }

    @Override
    public String toString() {
        return "R^" + dimension;
    }
}
