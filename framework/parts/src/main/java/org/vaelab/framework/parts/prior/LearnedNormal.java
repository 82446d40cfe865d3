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
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * N(m, diag e^l) on R^d with learned m and l, which start at N(0, I): {@code log p(z) = -1/2 sum_d
 * [ (z_d - m_d)^2 e^-l_d + l_d + log 2 pi ]}.
 *
 * @param centre m
 * @param spread l
 */
public record LearnedNormal(Euclidean space, Parameter centre, Parameter spread)
        implements Prior, IndependentNormal {

    @Called("learned Normal")
    @Part(value = "learned-normal", description = "a Normal on R^d with learned mean and variances")
    public record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new LearnedNormal(
                    context.runtime(), context.space(Euclidean.class, "prior learned-normal"));
        }
    }

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    public LearnedNormal(TensorRuntime runtime, Euclidean space) {
        this(
                space,
                Parameter.learned("mean", runtime.zeros(space.eventShape())),
                Parameter.learned("logVariance", runtime.zeros(space.eventShape())));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor squares = z.sub(mean()).mul(logVariance().mul(-0.5).exp()).square();
        return squares.add(logVariance())
                .sum(-1)
                .mul(-0.5)
                .sub(0.5 * LOG_TWO_PI * space.dimension());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        Tensor precision = logVariance().mul(-0.5).exp();
        return Optional.of(
                z ->
                        z.sub(mean())
                                .mul(precision)
                                .square()
                                .add(logVariance())
                                .add(LOG_TWO_PI)
                                .mul(-0.5));
    }

    @Override
    public Tensor mean() {
        return centre.value();
    }

    @Override
    public Tensor logVariance() {
        return spread.value();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor noise = mean().runtime().normal(key, Shape.of(n, space.dimension()));
        return noise.mul(logVariance().mul(0.5).exp()).add(mean());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(centre, spread);
    }
}
