// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Tensor;

/**
 * A gated dense layer: {@code y = activation(x W + b) * sigmoid(x V + c)}, with x [..., I], W and V
 * [I, O], b and c [O], y [..., O] (Dauphin et al. 2017, equation 1). The identity as activation
 * gives the layers of Tomczak and Welling (2018).
 */
final class GatedLinear implements Network {

    private final Linear value;
    private final Linear gate;

    /**
     * Creates a layer with drawn weights.
     *
     * @param key split by {@code value} and {@code gate}
     */
    GatedLinear(InitialWeights weights, int inputs, int outputs, Activation activation) {
        value = new Linear(weights.split("value"), inputs, outputs, activation);
        gate = new Linear(weights.split("gate"), inputs, outputs, Activation.SIGMOID);
    }

    @Override
    public Tensor apply(Tensor x) {
        return value.apply(x).mul(gate.apply(x));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        value.parameters().forEach(p -> all.add(p.within("value")));
        gate.parameters().forEach(p -> all.add(p.within("gate")));
        return all;
    }
}
