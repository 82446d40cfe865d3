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
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.framework.tensor.TensorRuntime;

/** Makes the reference prior of a space of the framework. */
public final class ToyReference implements PriorFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "the reference prior of a space of the framework, for tests";
    }

    @Override
    public Prior create(NoSettings settings, PriorContext context) {
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
