// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.IndependentCoordinates;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.space.IntegrationRule;

/** Spaces with one defect each, as those of plugins have had, fail the contract, which says why. */
@Tag("full")
final class WrongSpacesTest {

    private static final Sphere SPHERE = Sphere.ofDimension(2);
    private static final Euclidean PLANE = new Euclidean(2);

    private static PosteriorContract contract(LatentSpace space) {
        return new PosteriorContract("wrong") {
            @Override
            Object read(String settings) {
                return WrongPosterior.part(
                        space instanceof WrongSpace wrong && wrong.sound == SPHERE
                                ? new ToySphere.Family(2)
                                : new ToyNormal.Family(2),
                        space);
            }

            @Override
            PriorsOfSpace priors() {
                List<PartType<PriorPart>> types =
                        List.of(new PartType<>(OnPlane.class), new PartType<>(OnSphere.class));
                return new PriorsOfSpace(
                        new Registry<>(PriorPart.class, types, Map.of(), plugins()));
            }

            @Override
            protected IntegrationRule rule(LatentSpace of) {
                return super.rule(of instanceof WrongSpace wrong ? wrong.sound : of);
            }
        };
    }

    /** The reference prior of the sound space. */
    private record OnWrong(Prior sound, LatentSpace space) implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return sound.sample(key, n);
        }
    }

    @Part(value = "standard-normal", description = "for tests")
    record OnPlane() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new OnWrong(new StandardNormal(context.runtime(), PLANE), context.space());
        }
    }

    @Part(value = "uniform-sphere", description = "for tests")
    record OnSphere() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new OnWrong(new UniformSphere(context.runtime(), SPHERE), context.space());
        }
    }

    private static List<String> failures(LatentSpace space, String check) {
        return Failures.of(contract(space), check);
    }

    /** Geodesics of which a wrong one overrides a method. */
    private static class Wrong implements Geodesics {

        final Geodesics sound;

        Wrong(LatentSpace of) {
            this.sound = of.geodesics().orElseThrow();
        }

        @Override
        public Tensor tangent(Tensor z, Tensor vectors) {
            return sound.tangent(z, vectors);
        }

        @Override
        public Motion move(Motion start, Tensor time) {
            return sound.move(start, time);
        }

        @Override
        public Tensor velocity(Tensor from, Tensor to) {
            return sound.velocity(from, to);
        }

        @Override
        public Tensor curvature(Tensor z) {
            return sound.curvature(z);
        }
    }

    private static LatentSpace with(LatentSpace sound, Geodesics geodesics) {
        return new WrongSpace(sound) {
            @Override
            public Optional<Geodesics> geodesics() {
                return Optional.of(geodesics);
            }
        };
    }

    private static Geodesics moving(LatentSpace of, UnaryOperator<Geodesics.Motion> end) {
        return new Wrong(of) {
            @Override
            public Motion move(Motion start, Tensor time) {
                return end.apply(sound.move(start, time));
            }
        };
    }

    private static Geodesics timed(LatentSpace of, UnaryOperator<Tensor> other) {
        return new Wrong(of) {
            @Override
            public Motion move(Motion start, Tensor time) {
                return sound.move(start, other.apply(time));
            }
        };
    }

    private static Geodesics aiming(LatentSpace of, UnaryOperator<Tensor> velocity) {
        return new Wrong(of) {
            @Override
            public Tensor velocity(Tensor from, Tensor to) {
                return velocity.apply(sound.velocity(from, to));
            }
        };
    }

    private static Geodesics projecting(LatentSpace of, UnaryOperator<Tensor> tangent) {
        return new Wrong(of) {
            @Override
            public Tensor tangent(Tensor z, Tensor vectors) {
                return tangent.apply(sound.tangent(z, vectors));
            }
        };
    }

    private static Geodesics bent(LatentSpace of, UnaryOperator<Tensor> curvature) {
        return new Wrong(of) {
            @Override
            public Tensor curvature(Tensor z) {
                return curvature.apply(z);
            }
        };
    }

    /** The whole way round beyond the point, which arrives there too. */
    private static Tensor longer(Tensor velocity) {
        Tensor length = velocity.square().sum(-1).sqrt().maximum(1e-30).expandDims(-1);
        return velocity.div(length).mul(length.sub(2 * Math.PI));
    }

    static Stream<Arguments> geodesics() {
        return Stream.of(
                Arguments.of(
                        with(SPHERE, projecting(SPHERE, t -> t.mul(0.9))),
                        "tangent(z, tangent(z, u)) is not tangent(z, u)"),
                Arguments.of(
                        with(PLANE, projecting(PLANE, t -> t.mul(0))),
                        "tangent() projects on 0.00000 dimensions, degreesOfFreedom() is 2"),
                Arguments.of(
                        with(SPHERE, timed(SPHERE, time -> time.mul(1.01))),
                        "the derivative of move() at the time 0 is not the velocity"),
                Arguments.of(
                        with(SPHERE, timed(SPHERE, time -> time.add(0.01))),
                        "move() for the time 0 leads elsewhere"),
                Arguments.of(
                        with(
                                SPHERE,
                                moving(
                                        SPHERE,
                                        m -> new Geodesics.Motion(m.z(), m.velocity().neg()))),
                        "does not lead back"),
                Arguments.of(
                        with(
                                PLANE,
                                moving(
                                        PLANE,
                                        m -> new Geodesics.Motion(m.z(), m.velocity().mul(1.1)))),
                        "a move back with the velocity at the end does not lead back"),
                Arguments.of(
                        with(SPHERE, aiming(SPHERE, v -> v.mul(0.5))),
                        "a move with velocity(z, to) for the time 1 does not lead to 'to'"),
                Arguments.of(
                        with(SPHERE, aiming(SPHERE, WrongSpacesTest::longer)),
                        "velocity() to the end of a short move is not that of the move"),
                Arguments.of(
                        with(SPHERE, bent(SPHERE, z -> z.mul(0))),
                        "curvature() is not the sum of the accelerations"),
                Arguments.of(
                        with(SPHERE, bent(SPHERE, z -> z.mul(-3))),
                        "curvature() is not the sum of the accelerations"),
                Arguments.of(
                        with(PLANE, bent(PLANE, z -> z)),
                        "curvature() is not the sum of the accelerations"));
    }

    @ParameterizedTest
    @MethodSource("geodesics")
    void wrongGeodesicsAreFound(LatentSpace space, String message) {
        assertThat(failures(space, "theSpaceSaysWhatItsPointsAre"))
                .singleElement()
                .asString()
                .contains("geodesics of wrong", " at z = [", message);
    }

    /** Moves along circles, at constant speed. */
    @Test
    void aCurveOfConstantSpeedIsNoGeodesic() {
        Geodesics turning =
                new Wrong(PLANE) {
                    @Override
                    public Motion move(Motion start, Tensor time) {
                        Tensor t = time.expandDims(-1);
                        Tensor v = start.velocity();
                        Tensor turned = turn(v);
                        // The integral of a velocity that turns by the angle t.
                        Tensor z =
                                start.z().add(v.mul(t.sin())).add(turned.mul(t.cos().neg().add(1)));
                        return new Motion(z, v.mul(t.cos()).add(turned.mul(t.sin())));
                    }
                };
        assertThat(failures(with(PLANE, turning), "theSpaceSaysWhatItsPointsAre"))
                .singleElement()
                .asString()
                .contains("does not lead back");
    }

    private static Tensor turn(Tensor v) {
        return Tensor.concatenate(List.of(v.slice(-1, 1, 2).neg(), v.slice(-1, 0, 1)), -1);
    }

    private static LatentSpace apart(LatentSpace sound, UnaryOperator<Tensor> distance) {
        return new WrongSpace(sound) {
            @Override
            public Optional<Tensor> distance(Tensor from, Tensor to) {
                return sound.distance(from, to).map(distance);
            }
        };
    }

    private static LatentSpace units(LatentSpace sound, int... units) {
        return new WrongSpace(sound) {
            @Override
            public int[] units() {
                return units;
            }

            @Override
            public int degreesOfFreedom() {
                return sound.degreesOfFreedom();
            }
        };
    }

    private static LatentSpace measured(LatentSpace sound, BaseMeasure measure) {
        return new WrongSpace(sound) {
            @Override
            public BaseMeasure measure() {
                return measure;
            }
        };
    }

    private static LatentSpace input(LatentSpace sound, UnaryOperator<Tensor> map) {
        return new WrongSpace(sound) {
            @Override
            public NetworkInput networkInput() {
                return NetworkInput.of(eventShape().size(), map);
            }
        };
    }

    /** Has only the first coordinate. */
    private static Tensor first(Tensor z) {
        return z.mul(z.runtime().vector(1, 0, 0).slice(0, 0, z.shape().extent(-1)));
    }

    private static LatentSpace means(LatentSpace sound) {
        return new WrongSpace(sound) {
            @Override
            public boolean containsMeans() {
                return true;
            }
        };
    }

    private static LatentSpace free(LatentSpace sound) {
        return new WrongSpace(sound) {
            @Override
            public int degreesOfFreedom() {
                return units().length;
            }

            @Override
            public Optional<Geodesics> geodesics() {
                return Optional.empty();
            }
        };
    }

    static Stream<Arguments> spaces() {
        return Stream.of(
                Arguments.of(
                        apart(SPHERE, d -> d.mul(2)),
                        "distance() is",
                        "the length of velocity() is"),
                Arguments.of(
                        apart(PLANE, d -> d.square()),
                        "is longer than that by way of a third point",
                        ""),
                Arguments.of(units(PLANE, 0, 2), "units() is [0, 2]; it needs", ""),
                Arguments.of(units(PLANE, 0, 1, 2), "units() is [0, 1, 2]; it needs", ""),
                Arguments.of(
                        measured(PLANE, BaseMeasure.COUNTING),
                        "measure() is COUNTING",
                        "has 2 continuous dimensions"),
                Arguments.of(
                        measured(SPHERE, BaseMeasure.MIXED),
                        "measure() is MIXED",
                        "has 2 continuous dimensions"),
                Arguments.of(free(SPHERE), "degreesOfFreedom() is 3", "has 2 dimensions"),
                Arguments.of(means(SPHERE), "containsMeans() is true", "is no point of the space"),
                Arguments.of(
                        input(PLANE, z -> z.mul(0)),
                        "networkInput() gives networks the same row",
                        ""),
                Arguments.of(
                        input(PLANE, WrongSpacesTest::first),
                        "networkInput() gives networks the same row",
                        "which differ in unit 1"),
                Arguments.of(
                        input(SPHERE, z -> z.mul(z.runtime().vector(1, 1, 0))),
                        "networkInput() gives networks the same row",
                        "which differ in unit 2"));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void aWrongSpaceIsFound(LatentSpace space, String one, String other) {
        assertThat(failures(space, "theSpaceSaysWhatItsPointsAre"))
                .singleElement()
                .asString()
                .contains("wrong ", one, other);
    }

    @Test
    void meansOfAnglesAreNoAngles() {
        Euclidean line = new Euclidean(1);
        PosteriorContract contract =
                new PosteriorContract("wrong") {
                    @Override
                    Object read(String settings) {
                        return WrongPosterior.part(new ToyNormal.Family(1), means(line));
                    }

                    @Override
                    protected IntegrationRule rule(LatentSpace of) {
                        return IntegrationRule.angles(1);
                    }
                };
        assertThat(Failures.of(contract, "theSpaceSaysWhatItsPointsAre"))
                .singleElement()
                .asString()
                .contains("containsMeans() is true", "is one of angles modulo 2 pi");
    }

    private static LatentSpace walked(LatentSpace sound, UnaryOperator<Walks> wrong) {
        return new WrongSpace(sound) {
            @Override
            public Optional<Walks> walks() {
                return sound.walks().map(wrong);
            }
        };
    }

    private record OtherUnit(Walks sound, int units) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            return sound.between(from, to, steps);
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            return sound.alongUnit(z, (unit + 1) % units, steps, draws);
        }
    }

    static Stream<Arguments> traversals() {
        return Stream.of(
                Arguments.of(
                        walked(PLANE, walks -> new OtherUnit(walks, 2)),
                        "a traversal of unit 0 does not move its coordinate 0"),
                Arguments.of(
                        walked(SPHERE, walks -> new OtherUnit(walks, 3)),
                        "a traversal of unit 0 moves its coordinate 0 downwards"),
                Arguments.of(
                        units(PLANE, 1, 0), "a traversal of unit 0 moves coordinate 0 of unit 1"),
                Arguments.of(
                        new WrongSpace(PLANE) {
                            @Override
                            public Optional<Tensor> distance(Tensor from, Tensor to) {
                                return Optional.empty();
                            }
                        },
                        "wrong R^2 has walks() and no distance()"));
    }

    @ParameterizedTest
    @MethodSource("traversals")
    void aWrongTraversalIsFound(LatentSpace space, String message) {
        assertThat(failures(space, "walksLeadFromOnePointToAnother"))
                .singleElement()
                .asString()
                .contains(message);
    }

    /** Moves a tenth of the way of the sound traversal. */
    private record Shortened(Walks sound) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            return sound.between(from, to, steps);
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            Tensor whole = sound.alongUnit(z, unit, steps, draws);
            return whole.sub(z).mul(0.1).add(z);
        }
    }

    private static LatentSpace scaled(LatentSpace sound, double... variances) {
        return new WrongSpace(sound) {
            @Override
            public double[] referenceVariances() {
                return variances;
            }
        };
    }

    static Stream<Arguments> scales() {
        return Stream.of(
                Arguments.of(
                        scaled(SPHERE, 0.3, 0.3, 1.1),
                        "referenceVariances() of coordinate 2 is 1.100, draws of the reference prior"
                                + " have the variance 0.33"),
                Arguments.of(
                        scaled(PLANE, 1, 0.3),
                        "referenceVariances() of coordinate 1 is 0.3000, draws"),
                Arguments.of(scaled(PLANE, 1, 1.3), "coordinate 1 is 1.300, draws of the"),
                Arguments.of(scaled(PLANE, 1, Double.NaN), "coordinate 1 is NaN"),
                Arguments.of(scaled(PLANE, 1), "has 1 numbers, a point has 2 coordinates"),
                Arguments.of(
                        walked(PLANE, Shortened::new),
                        "a traversal of unit 0 moves its coordinate 0 by 0.6"));
    }

    @ParameterizedTest
    @MethodSource("scales")
    void aWrongScaleIsFound(LatentSpace space, String message) {
        assertThat(failures(space, "theSpaceHasTheScaleOfItsReferencePrior"))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void soundSpacesPass() {
        for (LatentSpace space : List.of(new WrongSpace(SPHERE), new WrongSpace(PLANE))) {
            for (String check :
                    List.of(
                            "theSpaceSaysWhatItsPointsAre",
                            "theSpaceHasTheScaleOfItsReferencePrior",
                            "walksLeadFromOnePointToAnother")) {
                assertThat(failures(space, check)).isEmpty();
            }
        }
    }

    /** Gives each unit the density of the other. */
    private static final class Exchanged extends WrongPosterior {

        Exchanged(Posterior sound) {
            super(sound);
        }

        @Override
        public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
            return sound.pairwiseByUnit()
                    .map(
                            units ->
                                    z -> {
                                        Tensor right = units.apply(z);
                                        return Tensor.concatenate(
                                                List.of(
                                                        right.slice(-1, 1, 2),
                                                        right.slice(-1, 0, 1)),
                                                -1);
                                    });
        }
    }

    @Test
    void aSurfaceThatIsCalledAVolumeIsFound() {
        assertThat(failures(measured(SPHERE, BaseMeasure.LEBESGUE), "theSpaceSaysWhatItsPointsAre"))
                .singleElement()
                .asString()
                .contains("measure() is LEBESGUE, volume in R^d, but all points have the length 1");
    }

    @Test
    void networksThatSeeOneOfThreeWeightsAreFound() {
        Simplex simplex = new Simplex(3);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64)) {
            try (TensorScope scope = runtime.scope()) {
                Tensor z = runtime.normal(RandomKey.of(0), Shape.of(5, 3)).softmax(-1);
                SpaceCheck check = new SpaceCheck(simplex, IntegrationRule.of(simplex));
                check.checkInput(NetworkInput.of(3, x -> x), z);
                assertThatThrownBy(
                                () ->
                                        check.checkInput(
                                                NetworkInput.of(1, x -> x.slice(-1, 0, 1)), z))
                        .hasMessageContaining("which differ in coordinate 1 and 2");
            }
        }
    }

    @Test
    void densitiesOfOtherUnitsAreFound() {
        assertFound(
                WrongPosterior.part(new ToyNormal.Family(2), Exchanged::new),
                "pairwiseDensitiesAreThoseOfTheRows",
                "pairwiseByUnit(): the density of unit");
    }

    /** Has a location far from its draws, and no expectation. */
    private static final class Elsewhere extends WrongPosterior {

        Elsewhere(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor location() {
            return sound.location().add(2);
        }

        @Override
        public Optional<Tensor> expectation() {
            return Optional.empty();
        }
    }

    @Test
    void aLocationFarFromTheDrawsIsFound() {
        assertFound(
                WrongPosterior.part(new ToyNormal.Family(1), Elsewhere::new),
                "theLocationIsAmongTheDraws",
                "location() at Evaluation");
    }

    /** Has a distribution function of a deviation that is too large by a tenth. */
    private static final class Cumulated extends WrongPosterior implements IndependentCoordinates {

        Cumulated(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor coordinates() {
            return sound.location().expandDims(-1);
        }

        @Override
        public double cumulative(double[] parameters, double z) {
            return new NormalDistribution(parameters[0], 1.1).cumulativeProbability(z);
        }
    }

    @Test
    void aWrongDistributionFunctionIsFound() {
        List<String> failures =
                Failures.of(
                        WrongPosterior.contract(
                                WrongPosterior.part(new ToyNormal.Family(1), Cumulated::new)),
                        "distributionFunctionsAreThoseOfDraws");
        assertThat(failures).singleElement().asString().contains("cumulative() of coordinate 0 is");
    }

    private static void assertFound(PosteriorPart part, String check, String message) {
        assertThat(Failures.of(WrongPosterior.contract(part), check))
                .singleElement()
                .asString()
                .contains(message);
    }
}
