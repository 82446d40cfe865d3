// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.settings.Part;

/**
 * Announces the reference priors of the framework's spaces by the names that the spaces know.
 * Beside the standard parts, of which the testkit knows nothing, there is no need of it.
 */
public final class ReferencePriorsModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(OfEuclidean.class);
        part(OfSphere.class);
        part(OfCategories.class);
    }

    /** A toy prior by another name. */
    private interface Reference extends PriorPart {
        @Override
        default Prior create(PriorContext context) {
            return new ToyReference().create(context);
        }
    }

    @Part(value = "standard-normal", description = "for tests")
    record OfEuclidean() implements Reference {}

    @Part(value = "uniform-sphere", description = "for tests")
    record OfSphere() implements Reference {}

    @Part(value = "uniform-categorical", description = "for tests")
    record OfCategories() implements Reference {}
}
