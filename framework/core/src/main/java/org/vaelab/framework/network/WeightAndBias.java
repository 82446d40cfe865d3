// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;

/**
 * The parameters of an affine layer: its matrix or kernels, and one bias for each output channel.
 */
public record WeightAndBias(Parameter weight, Parameter bias) {

    /** Overwrites the bias, so that the layer starts from a known output. */
    public void startAt(double[] values) {
        bias.assign(bias.value().runtime().tensor(values, bias.value().shape()));
    }

    public void scale(double factor) {
        weight.assign(weight.value().stopGradient().mul(factor));
        bias.assign(bias.value().stopGradient().mul(factor));
    }

    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
