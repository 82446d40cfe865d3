// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.family.ToyNormal;

/** Parts that are right of small counts and few coordinates, and wrong of others. */
final class WrongOfOtherSizesTest {

    /**
     * p(x) = (1 - r) r^x with the logit of r.
     *
     * @param counted from x
     * @param logRatio log r
     */
    @Part(value = "given", description = "for tests")
    private record Geometric(UnaryOperator<Tensor> counted, UnaryOperator<Tensor> logRatio)
            implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.COUNTS);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("logits", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor logits) {
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    Tensor each = counted.apply(x).mul(logRatio.apply(logits));
                    return each.sub(logits.softplus()).sum(-1);
                }

                @Override
                public Optional<Tensor> mean() {
                    return Optional.of(logits.exp());
                }

                @Override
                public Tensor sample(RandomKey key) {
                    Tensor u = logits.runtime().uniform(key, logits.shape());
                    return u.log().div(logRatio.apply(logits)).floor();
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    private static List<String> failures(
            UnaryOperator<Tensor> counted, UnaryOperator<Tensor> logRatio) {
        LikelihoodContract contract =
                new LikelihoodContract("given") {
                    @Override
                    Object read(String settings) {
                        return new Geometric(counted, logRatio);
                    }
                };
        return Failures.of(contract, "largeCountsHaveTheirDensity");
    }

    private static Tensor ofLogits(Tensor logits) {
        return logits.neg().softplus().neg();
    }

    @Test
    void largeCountsThatAreWrongAreFound() {
        assertThat(failures(x -> x, WrongOfOtherSizesTest::ofLogits)).isEmpty();
        assertThat(failures(x -> x.minimum(255), WrongOfOtherSizesTest::ofLogits))
                .singleElement()
                .asString()
                .contains("of the count 384.0 and of 768.0: are counts cut?");
        assertThat(failures(x -> x, logits -> logits.exp().div(logits.exp().add(1)).log()))
                .singleElement()
                .asString()
                .contains("log p of the count ", " in float32, allowed ", "loses digits");
    }

    /** N(0, I), up to a constant. */
    private record Normal(LatentSpace space, TensorRuntime runtime, double constant)
            implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.square().sum(-1).mul(-0.5).sub(constant);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, space.eventShape().prepend(n));
        }
    }

    private static List<String> failures(PriorPart part, String check) {
        PriorContract contract =
                new PriorContract("given", ConfiguredPart.of("toy-normal", "{latent: 2}")) {
                    @Override
                    Object read(String text) {
                        return part;
                    }
                };
        return Failures.of(contract, check);
    }

    private static Prior normal(PriorContext context, int dimension) {
        double constant = dimension * Math.log(2 * Math.PI) / 2;
        return new Normal(context.space(), context.runtime(), constant);
    }

    private static int dimension(PriorContext context) {
        return context.space().eventShape().size();
    }

    @Test
    void aConstantOfOneDimensionIsFound() {
        PriorPart ofPlane = context -> normal(context, 2);
        PriorPart refusing =
                context -> {
                    if (dimension(context) != 2) {
                        throw new IllegalArgumentException("the plane alone");
                    }
                    return normal(context, 2);
                };
        assertThat(failures(ofPlane, "densityNormalises")).isEmpty();
        for (String check :
                List.of("theDensityHoldsInOneDimension", "theDensityHoldsInThreeDimensions")) {
            assertThat(failures(context -> normal(context, dimension(context)), check)).isEmpty();
            assertThat(failures(refusing, check)).isEmpty();
            assertThat(failures(ofPlane, check))
                    .singleElement()
                    .asString()
                    .contains("on toy-normal {\"latent\":", "the density integrates to ");
        }
    }

    /** Normals whose coordinates from 16 on repeat the noise of the first. */
    @Part(value = "toy-normal", description = "for tests")
    record Repeating(@Setting("d") int latent) implements PosteriorPart {
        @Override
        public PosteriorFamily create(PartContext context) {
            PosteriorPart sound = new ToyNormal.Family(latent);
            return WrongPosterior.part(sound, q -> latent > 16 ? wrong(q) : q).create(context);
        }

        private static Posterior wrong(Posterior q) {
            return new WrongPosterior(q) {
                @Override
                public Draw draw(RandomKey key, int samples) {
                    Tensor z = sound.draw(key, samples).z();
                    Tensor rest = z.slice(-1, 0, z.shape().extent(-1) - 16);
                    Tensor all = Tensor.concatenate(List.of(z.slice(-1, 0, 16), rest), -1);
                    return Draw.of(all, sound.logProbability(all));
                }
            };
        }
    }

    private static List<String> failuresOfNoise(Class<? extends PosteriorPart> part) {
        PosteriorContract contract =
                new PosteriorContract("toy-normal", "{latent: 2}") {
                    @Override
                    Object read(String text) {
                        return StrictMapper.of(part, tree(text));
                    }
                };
        return Failures.of(contract, "everyOneOfManyCoordinatesHasNoiseOfItsOwn");
    }

    @Test
    void noiseThatRepeatsOverCoordinatesIsFound() {
        assertThat(failuresOfNoise(ToyNormal.Family.class)).isEmpty();
        assertThat(failuresOfNoise(Repeating.class))
                .singleElement()
                .asString()
                .contains(
                        "{\"latent\":32}: coordinates 0 and 16 are equal in each of 40 draws; draw"
                                + " noise of the shape of z");
    }
}
