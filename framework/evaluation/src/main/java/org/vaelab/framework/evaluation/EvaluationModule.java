// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.plugin.VaeLabModule;

/** Reserves the names of the framework's own metrics. */
public final class EvaluationModule extends VaeLabModule {

    @Override
    protected void announce() {
        Metrics.reserved().forEach(name -> reserve(Metric.class, name));
    }
}
