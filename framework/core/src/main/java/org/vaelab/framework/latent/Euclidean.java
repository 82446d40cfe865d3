// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
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

    /** {@code z + t v}. */
    record StraightLines() implements Geodesics {

        @Override
        public Tensor tangent(Tensor z, Tensor vectors) {
            return vectors;
        }

        @Override
        public Motion move(Motion start, Tensor time) {
            Tensor velocity = start.velocity();
            return new Motion(start.z().add(velocity.mul(time.expandDims(-1))), velocity);
        }

        @Override
        public Tensor velocity(Tensor from, Tensor to) {
            return to.sub(from);
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
