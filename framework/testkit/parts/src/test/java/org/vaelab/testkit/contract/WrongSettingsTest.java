// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** Priors that are wrong as those of plugins have been fail the contract, which says why. */
final class WrongSettingsTest {

    private static PriorContract contract(Class<? extends PriorPart> part, String settings) {
        return new PriorContract(
                "wrong", ConfiguredPart.of("toy-normal", "{latent: 1}"), settings) {
            @Override
            Object read(String text) {
                try {
                    return StrictMapper.of(part, JSON.readTree(text));
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        };
    }

    private static void assertFound(
            Class<? extends PriorPart> part, String check, String... messages) {
        assertThat(Failures.of(contract(part, "{scale: 1}"), check))
                .singleElement()
                .asString()
                .contains(messages);
    }

    /** A Normal on the line whose deviation is a scale. */
    record Normal(
            LatentSpace space,
            TensorRuntime runtime,
            double scale,
            double drawn,
            List<Parameter> listed,
            Function<Tensor, Tensor> moved)
            implements Prior {

        static Normal of(PriorContext context, double scale) {
            return new Normal(context.space(), context.runtime(), scale, scale, List.of(), z -> z);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor u = moved.apply(z).div(scale);
            return u.square().add(Math.log(2 * Math.PI) + 2 * Math.log(scale)).mul(-0.5).sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            Tensor u = runtime.normal(key, Shape.of(n, 1)).mul(drawn);
            return u.sub(moved.apply(runtime.zeros(Shape.of(1))));
        }

        @Override
        public List<Parameter> parameters() {
            return listed;
        }
    }

    record Sound(double scale) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            return Normal.of(context, scale);
        }
    }

    record Ignoring(double scale) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            return Normal.of(context, 1);
        }
    }

    record TooWide(double scale) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            Normal sound = Normal.of(context, scale);
            return new Normal(
                    sound.space(), sound.runtime(), scale, 1.02 * scale, List.of(), z -> z);
        }
    }

    /** Has a mean that it learns, and does not say so. */
    record Unlisted(double scale) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            Parameter mean =
                    Parameter.learned("mean", context.runtime().tensor(new double[1], Shape.of(1)));
            return new Normal(
                    context.space(),
                    context.runtime(),
                    scale,
                    scale,
                    List.of(),
                    z -> z.sub(mean.value()));
        }
    }

    private static final AtomicInteger CREATED = new AtomicInteger();

    /** Starts with a mean of its own at each creation. */
    record OtherStart(double scale) implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            double[] start = {CREATED.incrementAndGet()};
            Parameter mean =
                    Parameter.learned("mean", context.runtime().tensor(start, Shape.of(1)));
            return new Normal(
                    context.space(),
                    context.runtime(),
                    scale,
                    scale,
                    List.of(mean),
                    z -> z.sub(mean.value()));
        }
    }

    @Test
    void aSoundPriorPasses() {
        for (String check :
                List.of(
                        "eachSettingChangesSomething",
                        "learnedTensorsAreParameters",
                        "drawsAreIndependent",
                        "drawsHaveTheDensity",
                        "densityNormalises")) {
            assertThat(Failures.of(contract(Sound.class, "{scale: 1}"), check)).isEmpty();
        }
    }

    @Test
    void aSettingThatIsIgnoredIsFound() {
        assertFound(
                Ignoring.class,
                "eachSettingChangesSomething",
                "the setting 'scale' changes nothing",
                "add settings under which it acts",
                "is it read?");
    }

    @Test
    void aSamplerThatIsSlightlyTooWideIsFound() {
        assertFound(TooWide.class, "manyDrawsHaveTheDensity", "the draws do not have the density");
    }

    @Test
    void aLearnedTensorThatIsNoParameterIsFound() {
        assertFound(
                Unlisted.class, "learnedTensorsAreParameters", "[1]", "are not in parameters()");
    }

    @Test
    void initialValuesThatAreNotFromTheKeyAreNamed() {
        assertFound(
                OtherStart.class,
                "singlePrecisionAgreesWithDouble",
                ": two priors of one key start with other parameters");
        assertFound(
                OtherStart.class,
                "learnedTensorsAreParameters",
                "initial values and noise come from the key");
    }
}
