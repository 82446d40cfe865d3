// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link FlowPosterior}s. The encoder gives the parameters of the base, named {@code
 * base.mean} and so on, and {@code context}, h. The flow's own parameters are those of all rows.
 *
 * @param base the family of q_0, on R^d
 * @param flow f
 * @param context the width of h, 0 where f has none
 */
record FlowFamily(PosteriorFamily base, Flow flow, int context) implements PosteriorFamily {

    FlowFamily {
        if (base.head().grid().isPresent()) {
            throw new IllegalArgumentException(
                    "base: the posterior lies on a grid of "
                            + base.head().grid().get()
                            + ", and a flow on none");
        }
    }

    @Override
    public LatentSpace space() {
        return base.space();
    }

    @Override
    public Head head() {
        List<Head.Output> outputs = new ArrayList<>();
        for (Head.Output output : base.head().outputs()) {
            outputs.add(
                    new Head.Output("base." + output.name(), output.width(), output.constraint()));
        }
        if (context > 0) {
            outputs.add(Head.real("context", context));
        }
        return new Head(outputs, Optional.empty());
    }

    /** Passes the base its raw part of the output; its own head applies the constraints. */
    @Override
    public FlowPosterior of(Tensor headOutput, Phase phase) {
        int own = base.head().width();
        return new FlowPosterior(
                base.of(headOutput.slice(-1, 0, own), phase),
                flow,
                context > 0
                        ? Optional.of(headOutput.slice(-1, own, own + context))
                        : Optional.empty());
    }

    /**
     * Returns the parameters of the base within {@code base}, and of the flow within {@code flow}.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        base.parameters().forEach(p -> all.add(p.within("base")));
        flow.parameters().forEach(p -> all.add(p.within("flow")));
        return all;
    }
}
