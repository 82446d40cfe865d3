// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The mixture of the products of experts over all subsets of the modalities that are observed
 * (Sutter et al. 2021, equation 5):
 *
 * <pre>
 *   q(z given x) = 1/(2^n - 1) sum over nonempty S of q_S(z),   q_S(z) proportional to p(z) prod_(m in S) q_m(z)
 * </pre>
 *
 * <p>The bound has the density of the mixture itself. Sutter et al. bound its KL by the mean of
 * those of the products, which is looser.
 */
@Cites("sutter2021")
@Called("mixture of products of experts")
@Part(
        value = "mopoe",
        description = "the mixture of products of experts over all subsets of the modalities",
        paper = "Sutter et al. (2021), equation 5")
public record MixtureOfProductsInference(
        @Setting(
                        value =
                                "whether the prior is an expert of each product; it must then be of the"
                                        + " family of the posterior",
                        defaultValue = "true")
                boolean priorExpert,
        @Setting(value = MixtureInference.STRATIFIED, defaultValue = "true") boolean stratified)
        implements InferencePart {

    private static final String NAME = "mopoe";

    /** Of eight there are 255 products. */
    private static final int MOST = 8;

    @Override
    public Inference create(InferenceContext context) {
        ProductsOfExperts.required(NAME, context.requireEncoding(NAME).family());
        int modalities = context.part().data().form().modalities().size();
        if (modalities > MOST) {
            throw new IllegalArgumentException(
                    "inference '%s' has a product for each subset of the modalities, and of %s there are too many; it takes up to %s, inference moe any number"
                            .formatted(NAME, modalities, MOST));
        }
        return ExpertsInference.of(NAME, context, this::posterior);
    }

    private Posterior posterior(ExpertsInference.Experts experts) {
        ProductsOfExperts products = ProductsOfExperts.of(NAME, experts, priorExpert);
        NaturalFamily family = products.family();
        List<List<Integer>> subsets =
                Modality.subsets(IntStream.range(0, experts.heads().size()).boxed().toList());
        Tensor all = products.product(subsets.get(subsets.size() - 1));
        List<Tensor> parameters = new ArrayList<>();
        List<Tensor> observed = new ArrayList<>();
        for (List<Integer> subset : subsets) {
            Tensor there =
                    subset.stream().map(experts.observed()::get).reduce(Tensor::mul).orElseThrow();
            observed.add(there);
            // A product with no expert takes no part, but its density must be a number.
            parameters.add(products.product(subset).mul(there).add(all.mul(there.neg().add(1))));
        }
        return MixtureInference.withDensity(
                NAME,
                new MixtureOfExperts(
                        family.space(),
                        parameters,
                        observed,
                        natural -> family.ofNatural(natural, experts.phase()),
                        stratified));
    }
}
