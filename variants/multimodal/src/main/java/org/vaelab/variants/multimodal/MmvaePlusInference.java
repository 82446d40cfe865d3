// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.FactoredFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Experts of a shared z and of a private w_m for each modality (Palumbo et al. 2023). {@link
 * PrivateFactors} says which factors these are.
 *
 * <pre>
 *   evaluation   q(z, w given x) = q(z given x) prod_m q_m(w_m given x_m),   q(z given x) = 1/n sum_k q_k(z given x_k)
 *   training     q(z, w given x) = 1/n sum_k q_k(z given x_k) q_k(w_k given x_k) prod_(m not k) r_m(w_m)
 * </pre>
 *
 * <p>Sums and products are over the modalities that are observed. w_m of a missing one is drawn
 * from its prior p(w_m), which is its exact posterior given z. So one modality is generated from
 * others with a w of the prior. The r_m are the auxiliary priors, learned, of the family of the
 * posterior. In training, modality m is then reconstructed from z of another expert without what
 * that z does not say. If z has no factors, nothing is private, and this is {@code moe}.
 *
 * <p>Both are densities of all latent variables, so E_q[log p(x, z, w) - log q(z, w given x)] is at
 * most log p(x), whatever r is, and importance weights are unbiased. The objective of the paper is
 * not:
 *
 * <pre>
 *   L = 1/n sum_k E[ log p(x given z, w) + log p(z) p(w_k) - log q(z given x) q_k(w_k given x_k) ],
 *       z, w_k from expert k,   w_m from r_m
 * </pre>
 *
 * <p>It has no log p(w_m) - log r_m(w_m). So L is at most log p(x) if r_m = p(w_m), and may be
 * above it otherwise. With {@code auxiliaryKl: false} the loss is -L: the penalty {@value
 * PrivateExperts#PENALTY} is the difference from minus the bound, in nats, at a KL weight of 1. The
 * bound is recorded as it is.
 */
@Cites("palumbo2023")
@Called("mixture of experts with private latent variables")
@Part(
        value = "mmvae-plus",
        description =
                "the mixture of experts of a shared factor, and a private factor for each modality",
        paper = "Palumbo et al. (2023), section 3")
public record MmvaePlusInference(
        @Setting(value = MixtureInference.STRATIFIED, defaultValue = "true") boolean stratified,
        @Setting(
                        value =
                                "whether the loss has the KL of the auxiliary priors from the priors of"
                                        + " private factors, as the bound has; false: the loss of the"
                                        + " paper, which is not minus a bound",
                        defaultValue = "true")
                boolean auxiliaryKl)
        implements InferencePart {

    static final String NAME = "mmvae-plus";

    @Override
    public Inference create(InferenceContext context) {
        PosteriorFamily family = context.requireEncoding(NAME).family();
        List<Modality> modalities = context.part().data().form().modalities();
        if (modalities.isEmpty() || !(family instanceof FactoredFamily factored)) {
            return MixtureInference.create(NAME, context, stratified);
        }
        PrivateFactors parts =
                PrivateFactors.of("inference: " + NAME, factored.factors().keySet(), modalities);
        List<Parameter> auxiliary = new ArrayList<>();
        PrivateExperts experts =
                new PrivateExperts(factored, parts, auxiliary, stratified, auxiliaryKl);
        for (int m = 0; m < modalities.size(); m++) {
            int width = experts.ownFamily(m).head().width();
            auxiliary.add(
                    Parameter.learned(
                            "auxiliary." + modalities.get(m).name(),
                            context.part().runtime().zeros(Shape.of(1, width))));
        }
        return ExpertsInference.of(NAME, context, experts::head, auxiliary, experts);
    }
}
