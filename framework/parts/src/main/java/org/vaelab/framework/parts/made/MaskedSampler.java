// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.made;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Draws values of a masked autoencoder, variable by variable. */
final class MaskedSampler {

    private final MaskedAutoencoder network;
    private final Optional<MaskedAutoencoder.Context> context;
    private final List<Tensor> weights;
    private final Tensor outputWeight;
    private final List<Tensor> directWeights;
    private final List<Tensor> chosen = new ArrayList<>();

    MaskedSampler(MaskedAutoencoder network, Optional<MaskedAutoencoder.Context> context) {
        this.network = network;
        this.context = context;
        this.weights = network.hidden.stream().map(MaskedLinear::maskedWeight).toList();
        this.outputWeight = network.output.maskedWeight();
        this.directWeights = network.direct.stream().map(MaskedLinear::maskedWeight).toList();
    }

    /**
     * Chooses all variables, unrecorded.
     *
     * @return [rows, n, k]
     */
    Tensor draw(TensorRuntime runtime, int rows, MaskedAutoencoder.Choice choice) {
        // Kept and overwritten, since a scope would hold one of each pass.
        Tensor first = runtime.keep(start(rows), false);
        try {
            for (int i = 0; i < network.layout.variables(); i++) {
                try (TensorScope scope = runtime.scope()) {
                    Tensor value = choice.choose(i, logits(i, first));
                    runtime.assign(first, first.add(contribution(i, value)));
                    chosen.add(scope.detach(value));
                }
            }
            return Tensor.stack(chosen, 1);
        } finally {
            runtime.release(first);
        }
    }

    /** Chooses all variables, all passes recorded, [rows, n, k]. */
    Tensor recorded(int rows, MaskedAutoencoder.Choice choice) {
        Tensor first = start(rows);
        for (int i = 0; i < network.layout.variables(); i++) {
            Tensor value = choice.choose(i, logits(i, first));
            chosen.add(value);
            first = first.add(contribution(i, value));
        }
        return Tensor.stack(chosen, 1);
    }

    /** The pre-activations of the first layer before there is any variable. */
    private Tensor start(int rows) {
        Tensor bias = network.hidden.get(0).bias();
        return context.isPresent()
                ? context.get().hidden().add(bias)
                : bias.broadcastTo(bias.shape().prepend(rows));
    }

    /** Returns the contribution of the i-th variable to the pre-activations of the first layer. */
    private Tensor contribution(int i, Tensor value) {
        int k = network.layout.width();
        Tensor rows = weights.get(0).slice(0, i * k, (i + 1) * k);
        return k == 1 ? value.mul(rows) : rows.gather(0, value.argMax(-1));
    }

    /** The logits of the i-th variable, from 0, [rows, m]. */
    private Tensor logits(int i, Tensor first) {
        Tensor y = Fused.activate(network.hidden.get(0).activation(), first);
        for (int layer = 1; layer < weights.size(); layer++) {
            MaskedLinear dense = network.hidden.get(layer);
            y = Fused.linear(y, weights.get(layer), dense.bias(), dense.activation());
        }
        Tensor logits = y.matmul(columns(outputWeight, i)).add(columns(network.output.bias(), i));
        for (int d = 0; d < network.direct.size(); d++) {
            logits = logits.add(columns(network.direct.get(d).bias(), i));
            if (i > 0) {
                Tensor rows =
                        columns(directWeights.get(d), i).slice(0, 0, i * network.layout.width());
                logits = logits.add(Tensor.concatenate(chosen, -1).matmul(rows));
            }
        }
        Optional<Tensor> added = context.flatMap(MaskedAutoencoder.Context::output);
        return added.isPresent() ? logits.add(columns(added.get(), i)) : logits;
    }

    private Tensor columns(Tensor all, int i) {
        return all.slice(-1, i * network.layout.outputs(), (i + 1) * network.layout.outputs());
    }
}
