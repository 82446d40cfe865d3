// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyNormal;

/** A contract is worth what it finds: Normal families with one defect each fail it. */
final class PosteriorContractTest {

    /** What a defect does to each member of a sound Normal. */
    private record Defect(
            String name,
            String check,
            UnaryOperator<Draw> draw,
            UnaryOperator<Tensor> logDensity,
            UnaryOperator<RandomKey> key,
            UnaryOperator<Tensor> divergence,
            UnaryOperator<Tensor> units) {

        Defect(
                String name,
                String check,
                UnaryOperator<Draw> draw,
                UnaryOperator<Tensor> logDensity,
                UnaryOperator<RandomKey> key,
                UnaryOperator<Tensor> divergence) {
            this(name, check, draw, logDensity, key, divergence, units -> units);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Defect sound() {
        return new Defect("none", "densityNormalises", d -> d, p -> p, k -> k, kl -> kl);
    }

    private static Defect ofDraw(String name, String check, UnaryOperator<Draw> draw) {
        return new Defect(name, check, draw, p -> p, k -> k, kl -> kl);
    }

    static Stream<Defect> defects() {
        return Stream.of(
                ofDraw(
                        "a scale off by 5 %",
                        "drawsHaveTheDensity", d -> Draw.of(d.z().mul(1.05), d.logProbability())),
                ofDraw(
                        "draws that are moved",
                        "drawsHaveTheDensity",
                        d -> Draw.of(d.z().add(0.3), d.logProbability())),
                ofDraw(
                        "draws whose density lacks a constant",
                        "drawsKnowTheirDensity",
                        d -> Draw.of(d.z(), d.logProbability().add(1e-3))),
                ofDraw(
                        "a draw that passes no gradient",
                        "gradientsOfExpectationsAreThoseOfTheIntegral",
                        d -> Draw.of(d.z().stopGradient(), d.logProbability())),
                ofDraw(
                        "a gradient a fifth too large",
                        "gradientsOfExpectationsAreThoseOfTheIntegral",
                        d ->
                                Draw.of(
                                        d.z().mul(1.2).sub(d.z().mul(0.2).stopGradient()),
                                        d.logProbability())),
                ofDraw(
                        "a derivative that is slightly wrong",
                        "derivativesAreThoseOfFiniteDifferences",
                        d ->
                                Draw.of(
                                        d.z().mul(1.001).sub(d.z().mul(0.001).stopGradient()),
                                        d.logProbability())),
                new Defect(
                        "a density that lacks a constant",
                        "densityNormalises",
                        d -> d,
                        p -> p.add(1e-5),
                        k -> k,
                        kl -> kl),
                new Defect(
                        "draws that no key changes",
                        "keysDecideTheBytes",
                        d -> d,
                        p -> p,
                        k -> RandomKey.of(1),
                        kl -> kl),
                new Defect(
                        "a divergence a hundredth too small",
                        "closedFormsAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        kl -> kl.mul(0.99)),
                new Defect(
                        "a divergence that is not 0 at equality",
                        "closedFormsAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        kl -> kl.add(1e-7)),
                new Defect(
                        "a divergence that passes no gradient",
                        "closedFormsAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        Tensor::stopGradient),
                new Defect(
                        "a divergence within the family whose gradient is a hundredth too small",
                        "closedFormsWithinTheFamilyAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        kl -> kl.mul(0.99).add(kl.mul(0.01).stopGradient())),
                new Defect(
                        "units that pass no gradient",
                        "closedFormsAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        kl -> kl,
                        Tensor::stopGradient),
                new Defect(
                        "units that are not parts of the divergence",
                        "closedFormsAreTheDivergence",
                        d -> d,
                        p -> p,
                        k -> k,
                        kl -> kl,
                        units -> units.mul(0.999)));
    }

    private record Defective(Posterior sound, Defect defect) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            return defect.draw().apply(sound.draw(defect.key().apply(key), samples));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return defect.logDensity().apply(sound.logProbability(z));
        }

        @Override
        public Tensor location() {
            return sound.location();
        }

        @Override
        public GradientKind gradient() {
            return sound.gradient();
        }
    }

    private record Family(ToyNormal.Family sound, Defect defect) implements PosteriorFamily {

        @Override
        public Euclidean space() {
            return sound.space();
        }

        @Override
        public Head head() {
            return sound.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return new Defective(sound.of(headOutput, phase), defect);
        }
    }

    private record Factory(Defect defect) implements PosteriorPart {

        @Override
        public PosteriorFamily create(PartContext context) {
            return new Family(new ToyNormal.Family(1), defect);
        }
    }

    private static final class Contract extends PosteriorContract {

        private final Defect defect;

        Contract(Defect defect) {
            super("defective");
            this.defect = defect;
        }

        @Override
        Object read(String settings) {
            return new Factory(defect);
        }

        @Override
        KlRegistry divergences() {
            return new KlRegistry(
                    List.of(
                            new AnalyticKl<>(
                                    Defective.class,
                                    StandardNormal.class,
                                    this::formula,
                                    Optional.of(this::units)),
                            new AnalyticKl<>(Defective.class, Defective.class, this::within)));
        }

        private Tensor within(Defective q, Defective p) {
            ToyNormal left = (ToyNormal) q.sound();
            ToyNormal right = (ToyNormal) p.sound();
            Tensor ratio = left.logVariance().sub(right.logVariance());
            Tensor squares =
                    left.mean().sub(right.mean()).square().mul(right.logVariance().neg().exp());
            Tensor kl = ratio.expm1().sub(ratio).add(squares).sum(-1).mul(0.5);
            return defect.divergence().apply(kl);
        }

        private Tensor formula(Defective q, StandardNormal p) {
            ToyNormal normal = (ToyNormal) q.sound();
            return defect.divergence().apply(Fused.normalKl(normal.mean(), normal.logVariance()));
        }

        private Tensor units(Defective q, StandardNormal p) {
            ToyNormal normal = (ToyNormal) q.sound();
            Tensor mean = normal.mean().expandDims(-1);
            Tensor units = Fused.normalKl(mean, normal.logVariance().expandDims(-1));
            return defect.units().apply(units);
        }

        @Override
        protected double extremeOutput(Head.Output output) {
            return output.name().equals("logVariance") ? 80 : 1e4;
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsFound(Defect defect) {
        List<String> failures = Failures.of(new Contract(defect), defect.check());
        assertThat(failures).isNotEmpty();
        assertThat(failures.get(0))
                .startsWith("posterior defective {}, ")
                .endsWith("[-Dvaelab.testkit.seed=0]");
    }

    @Test
    void aSoundFamilyPasses() {
        defects()
                .map(Defect::check)
                .distinct()
                .forEach(check -> assertThat(Failures.of(new Contract(sound()), check)).isEmpty());
    }

    private static UnaryOperator<Draw> repeating(int axis) {
        return d ->
                Draw.of(
                        d.z().slice(axis, 0, 1).broadcastTo(d.z().shape()),
                        d.logProbability()
                                .slice(axis, 0, 1)
                                .broadcastTo(d.logProbability().shape()));
    }

    private static Draw repeatHalf(Draw d) {
        int k = d.z().shape().extent(0);
        if (k == 1) {
            return d;
        }
        Tensor half = d.z().slice(0, 0, (k + 1) / 2);
        Tensor z = Tensor.concatenate(List.of(half, half), 0).slice(0, 0, k);
        return Draw.of(z, d.logProbability());
    }

    static Stream<Arguments> repetitions() {
        return Stream.of(
                Arguments.of(repeating(0), "draws repeat over K: all 40 draws of a row are equal"),
                Arguments.of(repeating(1), "draws repeat over rows: all 50 rows have equal draws"),
                Arguments.of(
                        (UnaryOperator<Draw>) PosteriorContractTest::repeatHalf,
                        "1000 of 2000 equal an earlier one"));
    }

    /** Every check of draws blames the repetition, and nothing else. */
    @ParameterizedTest
    @MethodSource("repetitions")
    void repeatedDrawsAreNamed(UnaryOperator<Draw> draw, String message) {
        List<String> checks =
                List.of(
                        "densityNormalises",
                        "drawsHaveTheDensity",
                        "expectationsAreThoseOfTheDensity",
                        "entropyIsThatOfTheDensity",
                        "drawsKnowTheirDensity",
                        "gradientsOfExpectationsAreThoseOfTheIntegral");
        for (String check : checks) {
            assertThat(Failures.of(new Contract(ofDraw("repeats", check, draw)), check))
                    .singleElement()
                    .asString()
                    .contains(message);
        }
    }

    @Test
    void anOverflowIsFound() {
        PosteriorContract unbounded = new PosteriorContract("toy-normal", "{latent: 1}") {};
        assertThat(Failures.of(unbounded, "extremeHeadsAreFinite"))
                .singleElement()
                .asString()
                .contains("Infinity");
    }
}
