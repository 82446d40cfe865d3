// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.plugin.VaeLabModule;

public final class FlowModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(FlowMatching.class);
        part(Diffusion.class);
        instance(Metric.class, FlowError.SOLVER, new FlowError.OfSolver());
        instance(Metric.class, FlowError.DIVERGENCE, new FlowError.OfDivergence());
    }
}
