// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.TensorRuntime;

/** The reference prior of a space of the framework. */
@Part(
        value = "toy-reference",
        description = "the reference prior of a space of the framework, for tests")
public record ToyReference() implements PriorPart {

    @Override
    public Prior create(PriorContext context) {
        TensorRuntime runtime = context.runtime();
        LatentSpace space = context.space();
        if (space instanceof Euclidean euclidean) {
            return new StandardNormal(runtime, euclidean);
        }
        if (space instanceof Sphere sphere) {
            return new UniformSphere(runtime, sphere);
        }
        return new UniformCategorical(runtime, context.space(OneHot.class, "prior toy-reference"));
    }
}
