// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.plugin.VaeLabModule;

/**
 * Announces the reference priors of the framework's spaces by the names that the spaces know. Beside
 * the standard parts, of which the testkit knows nothing, there is no need of it.
 */
public final class ReferencePriorsModule extends VaeLabModule {

    @Override
    protected void announce() {
        prior("standard-normal", ToyReference.class);
        prior("uniform-sphere", ToyReference.class);
        prior("uniform-categorical", ToyReference.class);
    }
}
