// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.tensor.Tensor;

/**
 * A network that sees a view of its first inputs.
 *
 * @param view of the first inputs
 * @param network from what is seen of them, and the other inputs
 */
public record ViewedNetwork(DataView view, Network network) implements Network {

    /** Returns a network of x as one with a view, which is the identity where it has none. */
    public static ViewedNetwork of(Network network, DataShape x) {
        return network instanceof ViewedNetwork viewed
                ? viewed
                : new ViewedNetwork(DataView.identity(x), network);
    }

    @Override
    public Tensor apply(Tensor x) {
        int values = view.values().size();
        int all = x.shape().extent(-1);
        if (all == values) {
            return network.apply(view.of(x));
        }
        Tensor seen = view.of(x.slice(-1, 0, values));
        return network.apply(Tensor.concatenate(List.of(seen, x.slice(-1, values, all)), -1));
    }

    @Override
    public int heldPerRow() {
        return network.heldPerRow();
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }
}
