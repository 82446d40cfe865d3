// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the parts of this family. */
public final class VectorQuantisedModule extends VaeLabModule {

    @Override
    protected void announce() {
        variant("vq", VectorQuantisedVariant.class);
        posterior("vector-quantised", VectorQuantisedFactory.class);
        metricWhereDefined("codebookPerplexity", CodebookUse.Perplexity.class);
        metricWhereDefined("codebookUsage", CodebookUse.Usage.class);
    }
}
