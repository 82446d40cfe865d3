// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;

/** A learned map from rows to rows. */
public interface Network extends Component {

    /**
     * Applies the map.
     *
     * @param x [..., inputs]
     * @return [..., outputs]
     */
    Tensor apply(Tensor x);

    /**
     * Returns how many numbers the network holds of one row on the way, where that is much more
     * than inputs and outputs, and 0 otherwise. Evaluation shows fewer rows at once to such a
     * network.
     */
    default int heldPerRow() {
        return 0;
    }
}
