// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.stream.IntStream;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * The product of experts of the modalities that are observed (Wu and Goodman 2018, equation 5):
 *
 * <pre>
 *   q(z given x) is proportional to p(z) prod_m q_m(z given x_m)
 * </pre>
 *
 * <p>It is a distribution of the family of the experts: of Normals one whose precision is the sum
 * of all precisions. Training as in the paper, also on subsets of the modalities, is {@code
 * estimator: {type: modalities, singles: true}}.
 */
@Cites("wu2018")
@Called("product of experts")
@Part(
        value = "poe",
        description = "the product of one expert for each modality and of the prior",
        paper = "Wu and Goodman (2018), equation 5")
public record ProductInference(
        @Setting(
                        value =
                                "whether the prior is an expert too; it must then be of the family of the"
                                        + " posterior",
                        defaultValue = "true")
                boolean priorExpert)
        implements InferencePart {

    static final String NAME = "poe";

    @Override
    public Inference create(InferenceContext context) {
        ProductsOfExperts.required(NAME, context.requireEncoding(NAME).family());
        return ExpertsInference.of(
                NAME,
                context,
                experts -> {
                    ProductsOfExperts products = ProductsOfExperts.of(NAME, experts, priorExpert);
                    int all = experts.heads().size();
                    return products.family()
                            .ofNatural(
                                    products.product(IntStream.range(0, all).boxed().toList()),
                                    experts.phase());
                });
    }
}
