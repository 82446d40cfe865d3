// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Laplace distributions with location 0, and one scale or a learned one for each
 * coordinate.
 */
public record LaplacePrior(Euclidean space, Parameter spread, boolean learned)
        implements Prior, IndependentLaplace {

    /** The keys of a config. */
    @Part(value = "laplace", description = "independent Laplace distributions on R^d, around 0")
    public record Settings(
            @Setting(
                            value = "the scale b, above 0, or where learned ones start",
                            defaultValue = "1")
                    double scale,
            @Setting(value = "whether each coordinate learns its scale", defaultValue = "false")
                    boolean learned)
            implements PriorPart {

        public Settings {
            Counts.positive("scale", scale);
        }

        @Override
        public Prior create(PriorContext context) {
            Euclidean space = context.space(Euclidean.class, "prior laplace");
            Tensor start = context.runtime().full(Math.log(scale), space.eventShape());
            return new LaplacePrior(space, Parameter.learned("logScale", start), learned);
        }
    }

    @Override
    public Tensor location() {
        return spread.value().runtime().zeros(space.eventShape()).cast(spread.value().dtype());
    }

    @Override
    public Tensor logScale() {
        return learned ? spread.value() : spread.value().stopGradient();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return IndependentLaplace.super.logProbability(z);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.of(this::units);
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(logScale().mul(2).exp().mul(2).readDoubles());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor noise = Laplace.noise(key, logScale().runtime(), space.eventShape().prepend(n));
        return noise.mul(logScale().exp());
    }

    @Override
    public List<Parameter> parameters() {
        return learned ? List.of(spread) : List.of();
    }
}
