// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Announces the posterior that the variants name where they are given {@code latent}: that of another
 * module, for which a toy stands in.
 */
public final class DefaultPosteriorModule extends VaeLabModule {

    @Override
    protected void announce() {
        posterior("diagonal-normal", ToyNormal.Factory.class);
    }
}
