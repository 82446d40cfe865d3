// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;

/**
 * Counts: vectors of d numbers 0, 1, 2, ..., of shape [d]. Relaxed values are numbers from 0 on.
 *
 * @param dimension d, at least 1
 */
public record CountSpace(int dimension) implements VectorSpace {

    public CountSpace {
        Counts.atLeastOne("dimension", dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.COUNTING;
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("poisson");
    }

    /** {@inheritDoc} Here it is the largest difference of two counts. */
    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        return Optional.of(to.sub(from).abs().max(-1));
    }

    /**
     * {@inheritDoc} Here they are straight lines, rounded to counts. A unit goes up to the largest
     * draw.
     */
    @Override
    public Optional<Walks> walks() {
        return Optional.of(
                new RoundedWalks(
                        VectorSpace.straightWalks(
                                (at, position, draws) ->
                                        at.neg()
                                                .add(
                                                        position
                                                                * Arrays.stream(draws)
                                                                        .max()
                                                                        .orElse(0)))));
    }

    private record RoundedWalks(Walks lines) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            return lines.between(from, to, steps).add(0.5).floor();
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            return lines.alongUnit(z, unit, steps, draws).add(0.5).floor();
        }
    }

    @Override
    public String toString() {
        return "counts(" + dimension + ")";
    }
}
