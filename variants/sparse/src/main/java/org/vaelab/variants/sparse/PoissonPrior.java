// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.CountSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** Independent Poisson counts, with one rate for all or a learned rate for each. */
public record PoissonPrior(CountSpace space, Parameter parameter, boolean learned)
        implements Prior, PoissonRates {

    /** The keys of a config. */
    @Cites("vafaii2024")
    @Part(
            value = "poisson",
            description = "independent Poisson counts, of rate 1 or of learned rates",
            paper = "Vafaii et al. (2024)")
    public record Settings(
            @Setting(
                            value = "the rate of each count, above 0; of a learned prior its start",
                            defaultValue = "1")
                    double rate,
            @Setting(value = "whether the rate of each count is learned", defaultValue = "false")
                    boolean learned)
            implements PriorPart {

        /** Checks the rate. */
        public Settings {
            Counts.positive("rate", rate);
        }

        @Override
        public Prior create(PriorContext context) {
            CountSpace space = context.space(CountSpace.class, "prior poisson");
            Tensor start = context.runtime().full(Math.log(rate), space.eventShape());
            return new PoissonPrior(space, Parameter.learned("logRate", start), learned);
        }
    }

    @Override
    public Tensor logRate() {
        Tensor value = parameter.value();
        return learned ? value : value.stopGradient();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return units(z).sum(-1);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.of(this::units);
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(logRate().exp().readDoubles());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return new Poisson(logRate(), 0).draw(key, n).z();
    }

    @Override
    public List<Parameter> parameters() {
        return learned ? List.of(parameter) : List.of();
    }
}
