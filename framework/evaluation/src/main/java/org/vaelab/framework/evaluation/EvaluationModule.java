// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the metrics of codes, and reserves the names of the framework's other metrics. */
public final class EvaluationModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(CodebookUse.Perplexity.class);
        part(CodebookUse.Usage.class);
        Metrics.reserved().forEach(name -> reserve(Metric.class, name));
    }
}
