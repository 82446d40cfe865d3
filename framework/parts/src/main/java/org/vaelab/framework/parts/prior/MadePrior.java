// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Each variable given those before it, by a {@link MaskedAutoencoder} (MADE; Germain et al. 2015)
 * with categorical conditionals:
 *
 * <pre>
 *   log p(z) = sum_i log p(z_i | z_1, ..., z_{i-1}) = sum_i sum_j z_ij log softmax(l_i)_j
 * </pre>
 *
 * <p>One pass gives the logits l_i of all positions. The logits of the first variable are a bias.
 * Drawing a value takes n passes.
 *
 * <p>Uniform before it is trained: the weights towards the logits start at 0.
 */
public record MadePrior(TensorRuntime runtime, OneHot space, MaskedAutoencoder network)
        implements CategoriesInOrder {

    @Cites("germain2015")
    @Part(
            value = "made",
            description =
                    "each categorical variable given those before it, by a masked autoencoder (MADE)",
            paper = "Germain et al. (2015)")
    public record Settings(
            @Setting(
                            value = "widths of the hidden layers, at least one",
                            defaultValue = "[512, 512]")
                    List<Integer> hidden,
            @Setting(value = "activation of the hidden layers", defaultValue = "relu")
                    Activation activation,
            @Setting(
                            value = "whether the logits also see the variables themselves",
                            defaultValue = "false")
                    boolean direct)
            implements PriorPart {

        public Settings {
            hidden = Counts.atLeastOneWidth("hidden", hidden);
        }

        @Override
        public Prior create(PriorContext context) {
            return of(context.runtime(), context.key(), context.space(OneHot.class, "prior made"));
        }

        /** Returns the prior on a space. */
        public MadePrior of(TensorRuntime runtime, RandomKey key, OneHot space) {
            int n = space.variables();
            int k = space.categories();
            MaskedAutoencoder.Layout layout =
                    new MaskedAutoencoder.Layout(n, k, hidden, activation, direct, false);
            return new MadePrior(runtime, space, MaskedAutoencoder.zero(runtime, key, layout));
        }
    }

    @Override
    public Tensor logits(Tensor z) {
        return network.logits(space.flat(z), Optional.empty()).reshape(z.shape());
    }

    @Override
    public void choose(int rows, Step step) {
        network.sample(
                rows, Optional.empty(), (i, logits) -> step.chosen(i, logits).oneHot(categories()));
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }
}
