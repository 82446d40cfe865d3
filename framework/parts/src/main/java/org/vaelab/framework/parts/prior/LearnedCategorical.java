// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Independent variables with learned probabilities: {@code log p(z) = sum_i sum_j z_ij log
 * softmax(logits_i)_j}. Uniform before it is trained.
 */
public record LearnedCategorical(OneHot space, Parameter parameter)
        implements Prior, CategoricalLogits {

    @Part(
            value = "learned-categorical",
            description = "independent categorical variables with learned probabilities")
    public record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new LearnedCategorical(
                    context.runtime(), context.space(OneHot.class, "prior learned-categorical"));
        }
    }

    public LearnedCategorical(TensorRuntime runtime, OneHot space) {
        this(space, Parameter.learned("logits", runtime.zeros(space.eventShape())));
    }

    @Override
    public Tensor logits() {
        return parameter.value();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return z.mul(logits().logSoftmax(-1)).sum(-2, -1);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        Tensor logProbabilities = logits().logSoftmax(-1);
        return Optional.of(z -> z.mul(logProbabilities).sum(-1));
    }

    @Override
    public Optional<double[]> variances() {
        Tensor probabilities = logits().softmax(-1);
        return Optional.of(probabilities.sub(probabilities.square()).readDoubles());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor values = logits().stopGradient();
        Tensor drawn = CategoricalLogits.draw(key, values, space.eventShape().prepend(n));
        return drawn.oneHot(space.categories());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(parameter);
    }
}
