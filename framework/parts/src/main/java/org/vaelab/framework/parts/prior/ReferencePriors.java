// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Part;

/** Priors without parameters: those of a space if a config names none. */
public final class ReferencePriors {

    private ReferencePriors() {}

    @Called("standard Normal")
    @Part(value = "standard-normal", description = "N(0, I) on R^d")
    public record StandardNormalPrior() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new StandardNormal(
                    context.runtime(), context.space(Euclidean.class, "prior standard-normal"));
        }
    }

    @Part(
            value = "uniform-categorical",
            description = "all values of n categorical variables alike")
    public record UniformCategoricalPrior() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new UniformCategorical(
                    context.runtime(), context.space(OneHot.class, "prior uniform-categorical"));
        }
    }

    @Part(value = "uniform-sphere", description = "uniform on the sphere")
    public record UniformSpherePrior() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            return new UniformSphere(
                    context.runtime(), context.space(Sphere.class, "prior uniform-sphere"));
        }
    }
}
