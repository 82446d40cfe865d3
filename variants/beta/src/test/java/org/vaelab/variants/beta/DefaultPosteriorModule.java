// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Announces the posterior that the variant names where it is given {@code latent}: that of another
 * module, for which a toy stands in.
 */
public final class DefaultPosteriorModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(DiagonalNormalFamily.class);
    }

    /** Has the name of the Normal of another module. */
    @Part(value = "diagonal-normal", description = "a toy Normal, for tests")
    public record DiagonalNormalFamily(@Setting("the dimension") int latent)
            implements PosteriorPart {

        @Override
        public PosteriorFamily create(PartContext context) {
            return new ToyNormal.Family(latent);
        }
    }
}
