// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.space.IntegrationRule;

/** Walks of a space with one defect each. */
final class WrongWalksTest {

    /** What is wrong. */
    private enum Defect {
        NONE,
        STARTS_LATE,
        ENDS_EARLY,
        CUTS_ACROSS,
        SPEEDS_UP
    }

    /** A sphere with walks of its own. */
    private static final class Walked extends WrongSpace {

        private final Defect defect;

        Walked(Sphere sphere, Defect defect) {
            super(sphere);
            this.defect = defect;
        }

        @Override
        public Optional<Walks> walks() {
            Walks way = sound.walks().orElseThrow();
            return Optional.of(
                    new Walks() {
                        @Override
                        public Tensor between(Tensor from, Tensor to, int steps) {
                            return switch (defect) {
                                case NONE -> way.between(from, to, steps);
                                case STARTS_LATE ->
                                        way.between(from, to, steps + 1).slice(0, 1, steps + 1);
                                case ENDS_EARLY ->
                                        way.between(from, to, steps + 1).slice(0, 0, steps);
                                case CUTS_ACROSS -> straight(from, to, steps);
                                case SPEEDS_UP -> projected(straight(from, to, steps));
                            };
                        }

                        @Override
                        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
                            return way.alongUnit(z, unit, steps, draws);
                        }
                    });
        }

        private static Tensor straight(Tensor from, Tensor to, int steps) {
            List<Tensor> all = new ArrayList<>();
            for (double position : Walks.positions(steps)) {
                all.add(from.mul(1 - position).add(to.mul(position)));
            }
            return Tensor.stack(all, 0);
        }

        private static Tensor projected(Tensor points) {
            return points.div(points.square().sum(-1).sqrt().expandDims(-1));
        }
    }

    private static List<String> failures(Defect defect) {
        Sphere sphere = Sphere.ofDimension(2);
        PosteriorContract contract =
                new PosteriorContract("walked") {
                    @Override
                    Object read(String settings) {
                        return WrongPosterior.part(
                                new ToySphere.Family(2), new Walked(sphere, defect));
                    }

                    @Override
                    protected IntegrationRule rule(LatentSpace space) {
                        return super.rule(sphere);
                    }
                };
        return Failures.of(contract, "walksLeadFromOnePointToAnother");
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                Arguments.of(Defect.STARTS_LATE, "the first step of a walk is not its start"),
                Arguments.of(Defect.ENDS_EARLY, "the last step of a walk is not its end"),
                Arguments.of(Defect.CUTS_ACROSS, "step 1 of 5 of a walk leaves the space"),
                Arguments.of(Defect.SPEEDS_UP, "are not in proportion to its parameter"));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsFound(Defect defect, String message) {
        assertThat(failures(defect)).singleElement().asString().contains(message);
    }

    @Test
    void soundWalksPass() {
        assertThat(failures(Defect.NONE)).isEmpty();
    }
}
