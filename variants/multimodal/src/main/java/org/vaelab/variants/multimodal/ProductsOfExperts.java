// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * Products of experts, as natural parameters, which add.
 *
 * @param family of the experts and of their products
 * @param natural of each modality, [B, P]; 0 where it is missing
 * @param prior of the prior expert, which broadcasts with them; 0 if there is none
 */
record ProductsOfExperts(NaturalFamily family, List<Tensor> natural, Tensor prior) {

    /**
     * Returns the products that experts make.
     *
     * @param inference the name of the inference, for messages
     * @param withPrior whether the prior is an expert
     * @throws IllegalArgumentException if the family is not closed under products, or the prior is
     *     not of it
     */
    static ProductsOfExperts of(
            String inference, ExpertsInference.Experts experts, boolean withPrior) {
        NaturalFamily family = required(inference, experts.family());
        List<Tensor> natural = new ArrayList<>();
        for (int m = 0; m < experts.heads().size(); m++) {
            Posterior expert = family.of(experts.heads().get(m), experts.phase());
            natural.add(family.natural(expert).mul(experts.observed().get(m)));
        }
        Tensor like = natural.get(0);
        return new ProductsOfExperts(
                family,
                natural,
                withPrior ? prior(inference, family, experts, like) : like.mul(0).stopGradient());
    }

    static NaturalFamily required(String inference, PosteriorFamily family) {
        if (family instanceof NaturalFamily natural) {
            return natural;
        }
        throw new IllegalArgumentException(
                ("inference '%s' computes with natural parameters, and those of posterior '%s' are not"
                                + " known\nuse posterior diagonal-normal, von-mises-fisher or"
                                + " categorical, or inference: moe")
                        .formatted(inference, family.getClass().getSimpleName()));
    }

    private static Tensor prior(
            String inference, NaturalFamily family, ExpertsInference.Experts experts, Tensor like) {
        Distribution prior =
                KlRegistry.original(
                        experts.p().prior(experts.latent(), Latents.NONE, experts.batch().given()));
        return family.natural(prior, like)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        ("inference '%s' takes the prior as an expert, and %s is not of the"
                                                        + " family of the posterior\nset"
                                                        + " inference.priorExpert: false, or use the"
                                                        + " standard prior")
                                                .formatted(
                                                        inference,
                                                        prior.getClass().getSimpleName())));
    }

    /** Returns the natural parameters of the product of the prior and some experts, [B, P]. */
    Tensor product(List<Integer> subset) {
        Tensor sum = natural.get(subset.get(0));
        for (int i = 1; i < subset.size(); i++) {
            sum = sum.add(natural.get(subset.get(i)));
        }
        return sum.add(prior);
    }
}
