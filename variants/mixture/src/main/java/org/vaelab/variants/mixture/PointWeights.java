// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Weights of greatest likelihood, {@code pi_k = N_k / N}; one may become 0. */
final class PointWeights implements Weights {

    private final Parameter logWeights;

    /** Creates K equal weights. */
    PointWeights(TensorRuntime runtime, int components) {
        try (TensorScope scope = runtime.scope()) {
            Tensor equal = runtime.full(-Math.log(components), Shape.of(components));
            this.logWeights = Parameter.state("weights.logarithm", equal);
        }
    }

    @Override
    public Tensor logarithms() {
        return ExactZeros.read(logWeights.value());
    }

    @Override
    public Tensor expectedLogarithms() {
        return logarithms();
    }

    @Override
    public void maximize(Tensor share) {
        // What rounding makes of a sum of 1 would be a little likelihood for nothing.
        Tensor normalized = share.div(share.sum());
        logWeights.assign(ExactZeros.kept(normalized.log()).cast(logWeights.value().dtype()));
    }

    /** Returns 0: the weights have no prior. */
    @Override
    public double parameterBound() {
        return 0;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(logWeights);
    }
}
