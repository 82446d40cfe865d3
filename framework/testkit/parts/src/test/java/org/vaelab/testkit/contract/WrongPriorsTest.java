// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What the contract of priors says of wrong ones, and of a mixture of one component, which is
 * right.
 */
final class WrongPriorsTest {

    private static final String DERIVATIVES = "derivativesAreThoseOfFiniteDifferences";

    private static PriorContract contract(PriorPart part) {
        return new PriorContract("wrong", ConfiguredPart.of("toy-normal", "{latent: 1}")) {
            @Override
            Object read(String text) {
                return part;
            }
        };
    }

    private static void assertFound(PriorPart part, String check, String... messages) {
        assertThat(Failures.of(contract(part), check))
                .singleElement()
                .asString()
                .contains(messages);
    }

    /**
     * N(0, 1).
     *
     * @param keys of the draws
     * @param drawn from a draw
     * @param magnitude of z
     */
    private record Normal(
            LatentSpace space,
            TensorRuntime runtime,
            UnaryOperator<RandomKey> keys,
            UnaryOperator<Tensor> drawn,
            UnaryOperator<Tensor> magnitude)
            implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor square = magnitude.apply(z).square();
            return square.add(Math.log(2 * Math.PI)).mul(-0.5).sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return drawn.apply(runtime.normal(keys.apply(key), Shape.of(n, 1)));
        }
    }

    private static PriorPart normal(
            UnaryOperator<RandomKey> keys,
            UnaryOperator<Tensor> drawn,
            UnaryOperator<Tensor> magnitude) {
        return context -> new Normal(context.space(), context.runtime(), keys, drawn, magnitude);
    }

    @Test
    void aSoundPriorPasses() {
        PriorPart sound = normal(key -> key, z -> z, z -> z);
        for (String check : List.of("keysDecideTheBytes", DERIVATIVES, "extremePointsAreFinite")) {
            assertThat(Failures.of(contract(sound), check)).isEmpty();
        }
    }

    @Test
    void aFixedKeyIsNamed() {
        assertFound(
                normal(key -> RandomKey.of(1), z -> z, z -> z),
                "keysDecideTheBytes",
                "another key gives the same draws: the noise is not from the key");
    }

    @Test
    void stateInAFieldIsNamed() {
        AtomicInteger calls = new AtomicInteger();
        PriorPart counting = normal(key -> key, z -> z.add(calls.incrementAndGet()), z -> z);
        for (String check : List.of("keysDecideTheBytes", "singlePrecisionAgreesWithDouble")) {
            assertFound(
                    counting,
                    check,
                    ": a second call with the same key gives other draws: the prior keeps state");
        }
    }

    /** |z| as a root has no derivative at 0. */
    @Test
    void aGradientThatIsNoNumberIsToldWithItsPoint() {
        assertFound(
                normal(key -> key, z -> z, z -> z.square().sqrt()),
                "extremePointsAreFinite",
                "gradient in z at z = [0.0]: element 0 is NaN");
        assertFound(
                normal(key -> key, z -> z, z -> z.div(z).mul(z)),
                "extremePointsAreFinite",
                "log p at z = [0.0]: element 0 is NaN");
    }

    /** A mixture of Normals of deviation 1 with learned weights and means, of two at least. */
    private record Mixture(
            LatentSpace space,
            TensorRuntime runtime,
            Parameter logits,
            Parameter means,
            int weighed)
            implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor each = z.sub(means.value()).square().add(Math.log(2 * Math.PI)).mul(-0.5);
            Tensor normalizer = logits.value().slice(0, 0, weighed).logSumExp(-1);
            return each.add(logits.value()).logSumExp(-1).sub(normalizer);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            double[] weights = logits.value().softmax(-1).readDoubles();
            double[] centres = means.value().readDoubles();
            double[] chosen = key.split("component").uniform(n);
            double[] z = key.split("noise").normal(n);
            for (int i = 0; i < n; i++) {
                int k = 0;
                for (double left = chosen[i] - weights[0];
                        left > 0 && k + 1 < weights.length;
                        left -= weights[k]) {
                    k++;
                }
                z[i] += centres[k];
            }
            return runtime.tensor(z, Shape.of(n, 1));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(logits, means);
        }
    }

    private record OfComponents(int components) implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return mixture(context, components, components);
        }
    }

    /** The weights of eight components add up to 1. */
    private record OfEight(int components) implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return mixture(context, components, Math.min(8, components));
        }
    }

    private static Prior mixture(PriorContext context, int components, int weighed) {
        Counts.atLeastOne("components", components);
        TensorRuntime runtime = context.runtime();
        double[] means = context.part().key().normal(components);
        return new Mixture(
                context.space(),
                runtime,
                Parameter.learned("logits", runtime.zeros(Shape.of(components))),
                Parameter.learned("means", runtime.tensor(means, Shape.of(components))),
                weighed);
    }

    private static PriorContract ofComponents(int components, Class<? extends PriorPart> part) {
        return new PriorContract(
                "mixed",
                ConfiguredPart.of("toy-normal", "{latent: 1}"),
                "{components: " + components + "}") {
            @Override
            Object read(String text) {
                return StrictMapper.of(part, tree(text));
            }
        };
    }

    @Test
    void aMixtureThatIsWrongOfManyComponentsIsFound() {
        String check = "manyComponentsHaveTheDensity";
        assertThat(Failures.of(ofComponents(2, OfComponents.class), check)).isEmpty();
        assertThat(Failures.of(ofComponents(2, OfEight.class), "densityNormalises")).isEmpty();
        assertThat(Failures.of(ofComponents(2, OfEight.class), check))
                .singleElement()
                .asString()
                .contains("with {\"components\":12}: ", "which is not 1 within");
    }

    /** Of five components it is right, and the contract states no more. */
    @Tag("full")
    @Test
    void aMixtureThatIsWrongWithOtherSettingsIsFound() {
        String check = "otherSettingsHaveTheDensity";
        assertThat(Failures.of(ofComponents(5, OfComponents.class), check)).isEmpty();
        assertThat(Failures.of(ofComponents(5, OfEight.class), check))
                .singleElement()
                .asString()
                .contains("with {\"components\":10}: ", "which is not 1 within");
    }

    /** Weights of one component change nothing, and those of more do. */
    @Test
    void aMixtureOfOneComponentPasses() {
        for (String check :
                List.of(
                        DERIVATIVES,
                        "densityNormalises",
                        "drawsHaveTheDensity",
                        "eachSettingChangesSomething",
                        "learnedTensorsAreParameters",
                        "extremePointsAreFinite")) {
            assertThat(Failures.of(ofComponents(1, OfComponents.class), check)).as(check).isEmpty();
        }
    }

    /** A sound prior with a parameter that no density depends on. */
    private record WithSpare(Prior sound, Parameter spare) implements Prior {

        @Override
        public LatentSpace space() {
            return sound.space();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z).add(spare.value().sum().mul(0));
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return sound.sample(key, n);
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>(sound.parameters());
            all.add(spare);
            return all;
        }
    }

    @Test
    void aParameterThatNeverMattersIsFound() {
        PriorPart sound = normal(key -> key, z -> z, z -> z);
        assertFound(
                context ->
                        new WithSpare(
                                (Prior) sound.create(context),
                                Parameter.learned("logits", context.runtime().zeros(Shape.of(3)))),
                DERIVATIVES,
                "the density depends on parameter logits, here or with other settings");
    }

    /** N(0, e) on the line, whose numbers may say another variance, of which a divergence is. */
    private record Stated(LatentSpace space, TensorRuntime runtime, double stated)
            implements Prior, IndependentNormal {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.square().div(Math.E).add(Math.log(2 * Math.PI) + 1).mul(-0.5).sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, Shape.of(n, 1)).mul(Math.sqrt(Math.E));
        }

        @Override
        public Tensor mean() {
            return runtime.zeros(Shape.of(1));
        }

        @Override
        public Tensor logVariance() {
            return mean().add(stated);
        }
    }

    @Test
    void aDivergenceThatIsWrongIsFound() {
        String check = "closedFormsAreTheDivergence";
        PriorPart sound = context -> new Stated(context.space(), context.runtime(), 1);
        assertThat(Failures.of(contract(sound), check)).isEmpty();
        assertFound(
                context -> new Stated(context.space(), context.runtime(), 1.05),
                check,
                "KL to wrong, the mean of log q - log p");
    }
}
