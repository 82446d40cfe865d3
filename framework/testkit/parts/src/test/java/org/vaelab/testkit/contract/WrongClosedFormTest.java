// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/** A divergence in closed form that is right with the default settings of the prior alone. */
final class WrongClosedFormTest {

    @Part(value = "scaled", description = "a Normal on the line of some deviation, for tests")
    record Settings(@Setting(value = "the deviation", defaultValue = "1") double scale)
            implements PriorPart {
        @Override
        public Prior create(PriorContext context) {
            return new Scaled(context.space(), context.runtime(), scale);
        }
    }

    record Scaled(LatentSpace space, TensorRuntime runtime, double scale) implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.div(scale)
                    .square()
                    .add(Math.log(2 * Math.PI) + 2 * Math.log(scale))
                    .mul(-0.5)
                    .sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return runtime.normal(key, Shape.of(n, 1)).mul(scale);
        }
    }

    private static List<String> failures(boolean readsScale) {
        PosteriorContract contract =
                new PosteriorContract("toy-normal", "{latent: 1}") {
                    @Override
                    PriorsOfSpace priors() {
                        Registry<PriorPart> known = plugins().of(PriorPart.class);
                        List<PartType<PriorPart>> types = new ArrayList<>(known.types().values());
                        types.add(new PartType<>(Settings.class));
                        return new PriorsOfSpace(
                                new Registry<>(PriorPart.class, types, Map.of(), plugins()));
                    }

                    @Override
                    KlRegistry divergences() {
                        return new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                ToyNormal.class,
                                                Scaled.class,
                                                (q, p) -> kl(q, readsScale ? p.scale() : 1))));
                    }
                };
        return Failures.of(contract, "closedFormsAreTheDivergence");
    }

    private static Tensor kl(ToyNormal q, double scale) {
        Tensor squares = q.logVariance().exp().add(q.mean().square()).div(scale * scale);
        return squares.sub(q.logVariance()).sub(1 - 2 * Math.log(scale)).mul(0.5).sum(-1);
    }

    @Test
    void aFormulaThatIgnoresASettingOfThePriorIsFound() {
        assertThat(failures(true)).isEmpty();
        assertThat(failures(false))
                .singleElement()
                .asString()
                .contains("KL to scaled {\"scale\":2.0}", "the closed form is", "the integral");
    }

    private static List<String> failuresOfUnits(UnaryOperator<Tensor> reported) {
        PosteriorContract contract =
                new PosteriorContract("toy-normal", "{latent: 2}") {
                    @Override
                    KlRegistry divergences() {
                        return new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                ToyNormal.class,
                                                StandardNormal.class,
                                                (q, p) -> units(q).sum(-1),
                                                Optional.of((q, p) -> reported.apply(units(q))))));
                    }
                };
        return Failures.of(contract, "closedFormsAreTheDivergence");
    }

    private static Tensor units(ToyNormal q) {
        Tensor squares = q.logVariance().exp().add(q.mean().square());
        return squares.sub(q.logVariance()).sub(1).mul(0.5);
    }

    private static List<String> failuresOfMany(int most, double nats) {
        PosteriorContract contract =
                new PosteriorContract("toy-normal", "{latent: 2}") {
                    @Override
                    Object read(String settings) {
                        PosteriorPart sound = (PosteriorPart) super.read(settings);
                        return sound instanceof ToyNormal.Family family && nats != 0
                                ? new OfEntropy(family.latent(), nats)
                                : sound;
                    }

                    @Override
                    KlRegistry divergences() {
                        return new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                ToyNormal.class,
                                                StandardNormal.class,
                                                (q, p) -> ofFirst(most, units(q)))));
                    }
                };
        return Failures.of(contract, "closedFormsHoldForManyCoordinates");
    }

    private static Tensor ofFirst(int most, Tensor units) {
        return units.slice(-1, 0, Math.min(most, units.shape().extent(-1))).sum(-1);
    }

    /** Normals whose entropy is too large where there are more than 8 coordinates. */
    @Part(value = "toy-normal", description = "for tests")
    record OfEntropy(@Setting("d") int latent, double nats) implements PosteriorPart {
        @Override
        public PosteriorFamily create(PartContext context) {
            return WrongPosterior.part(new ToyNormal.Family(latent), q -> wrong(q)).create(context);
        }

        private Posterior wrong(Posterior q) {
            return new WrongPosterior(q) {
                @Override
                public Optional<Tensor> entropy() {
                    return sound.entropy().map(of -> latent > 8 ? of.add(nats) : of);
                }
            };
        }
    }

    @Tag("full")
    @Test
    void aFormulaThatIsWrongOfManyCoordinatesIsFound() {
        assertThat(failuresOfMany(32, 0)).isEmpty();
        assertThat(failuresOfMany(8, 0))
                .singleElement()
                .asString()
                .contains(
                        "KL to the reference prior, of {\"latent\":32}, the mean of log q - log p:"
                                + " closed form ",
                        ", mean of draws ");
        assertThat(failuresOfMany(32, 1))
                .singleElement()
                .asString()
                .contains("minus the entropy of {\"latent\":32}: closed form");
    }

    /** Of each wrong version the sum over the units is right. */
    @Test
    @Tag("full")
    void divergencesOfOtherUnitsAreFound() {
        assertThat(failuresOfUnits(units -> units)).isEmpty();
        assertThat(failuresOfUnits(units -> units.mul(0).add(units.mean(-1).expandDims(-1))))
                .singleElement()
                .asString()
                .contains(
                        "by unit: output 0 of the head moves the draws of units {0} alone, and the"
                                + " divergence of unit 1 by");
        assertThat(
                        failuresOfUnits(
                                units ->
                                        Tensor.concatenate(
                                                List.of(
                                                        units.slice(-1, 1, 2),
                                                        units.slice(-1, 0, 1)),
                                                -1)))
                .singleElement()
                .asString()
                .contains("by unit: output 0 of the head moves the draws of units {0} alone");
        assertThat(failuresOfUnits(units -> units.sum(-1).expandDims(-1)))
                .singleElement()
                .asString()
                .contains("there are divergences of 1 units, units() has 2");
    }

    @Tag("full")
    @Test
    void aFormulaThatIsWrongFarOutIsFound() {
        assertThat(failuresFarOut(1e9)).isEmpty();
        assertThat(failuresFarOut(4))
                .singleElement()
                .asString()
                .contains("KL to the reference prior at Evaluation[], head [", "closed form ");
    }

    /** Of a formula that takes means as at most so large. */
    private static List<String> failuresFarOut(double most) {
        PosteriorContract contract =
                new PosteriorContract("toy-normal", "{latent: 1}") {
                    @Override
                    KlRegistry divergences() {
                        return new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                ToyNormal.class,
                                                StandardNormal.class,
                                                (q, p) ->
                                                        units(
                                                                        new ToyNormal(
                                                                                q.mean()
                                                                                        .maximum(
                                                                                                -most)
                                                                                        .minimum(
                                                                                                most),
                                                                                q.logVariance()))
                                                                .sum(-1))));
                    }
                };
        return Failures.of(contract, "closedFormsHoldFarOut");
    }
}
