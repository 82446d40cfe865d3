// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * N(m, diag e^l) on R^d with learned m and l, which start at N(0, I): {@code log p(z) = -1/2 sum_d [
 * (z_d - m_d)^2 e^-l_d + l_d + log 2 pi ]}.
 */
public final class LearnedNormal implements Prior, IndependentNormal {

    @Part(value = "learned-normal", description = "a Normal on R^d with learned mean and variances")
    public record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new LearnedNormal(
                    context.runtime(), context.space(Euclidean.class, "prior learned-normal"));
        }
    }

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Euclidean space;
    private final Parameter mean;
    private final Parameter logVariance;

    public LearnedNormal(TensorRuntime runtime, Euclidean space) {
        this.space = space;
        Tensor zeros = runtime.zeros(space.eventShape());
        this.mean = Parameter.learned("mean", zeros);
        this.logVariance = Parameter.learned("logVariance", zeros);
    }

    @Override
    public Euclidean space() {
        return space;
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor l = logVariance.value();
        Tensor squares = z.sub(mean.value()).mul(l.mul(-0.5).exp()).square();
        return squares.add(l).sum(-1).mul(-0.5).sub(0.5 * LOG_TWO_PI * space.dimension());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        Tensor l = logVariance.value();
        Tensor precision = l.mul(-0.5).exp();
        return Optional.of(
                z -> z.sub(mean.value()).mul(precision).square().add(l).add(LOG_TWO_PI).mul(-0.5));
    }

    @Override
    public Tensor mean() {
        return mean.value();
    }

    @Override
    public Tensor logVariance() {
        return logVariance.value();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        TensorRuntime runtime = mean.value().runtime();
        Tensor noise = runtime.normal(key, Shape.of(n, space.dimension()));
        return noise.mul(logVariance.value().mul(0.5).exp()).add(mean.value());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(mean, logVariance);
    }
}
