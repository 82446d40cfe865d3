// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A prior on the simplex, given by its {@link BetaSticks}. */
public record SticksPrior(
        Simplex space, List<Parameter> parameters, Supplier<BetaSticks> distribution)
        implements Prior, BetaSticks.Distribution {

    /**
     * The keys of the Dirichlet distribution: one concentration for all weights, or learned ones.
     */
    @Part(
            value = "dirichlet",
            description =
                    "Dirichlet on the simplex, uniform by default; small concentrations are sparse")
    public record Dirichlet(
            @Setting(
                            value =
                                    "the concentration of each weight, above 0; of a learned prior"
                                            + " its start",
                            defaultValue = "1")
                    double concentration,
            @Setting(
                            value = "whether the concentration of each weight is learned",
                            defaultValue = "false")
                    boolean learned)
            implements PriorPart {

        /** Checks the concentration. */
        public Dirichlet {
            Counts.positive("concentration", concentration);
        }

        @Override
        public Prior create(PriorContext context) {
            Simplex space = context.space(Simplex.class, "prior dirichlet");
            Shape shape = space.eventShape();
            if (!learned) {
                return new SticksPrior(
                        space,
                        List.of(),
                        () -> BetaSticks.ofDirichlet(context.runtime().full(concentration, shape)));
            }
            Parameter logs =
                    Parameter.learned(
                            "logConcentration",
                            context.runtime().full(Math.log(concentration), shape));
            return new SticksPrior(
                    space, List.of(logs), () -> BetaSticks.ofDirichlet(logs.value().exp()));
        }
    }

    /**
     * The keys of GEM(alpha) on k weights. The last weight is what the distribution of infinitely
     * many goes on to break.
     */
    @Cites("nalisnick2017")
    @Part(
            value = "gem",
            description = "GEM on the simplex: a stick broken by fractions of Beta(1, alpha)",
            paper = "Nalisnick and Smyth (2017)")
    public record Gem(
            @Setting(
                            value = "alpha, above 0; few weights are large if it is small",
                            defaultValue = "1")
                    double concentration)
            implements PriorPart {

        /** Checks the concentration. */
        public Gem {
            Counts.positive("concentration", concentration);
        }

        @Override
        public Prior create(PriorContext context) {
            Simplex space = context.space(Simplex.class, "prior gem");
            Shape shape = Shape.of(space.weights() - 1);
            return new SticksPrior(
                    space,
                    List.of(),
                    () ->
                            new BetaSticks(
                                    context.runtime().ones(shape),
                                    context.runtime().full(concentration, shape)));
        }
    }

    @Override
    public BetaSticks sticks() {
        return distribution.get();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return BetaSticks.Distribution.super.logProbability(z);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor z = sticks().sample(key, n);
        return z.cast(z.runtime().dtype());
    }
}
