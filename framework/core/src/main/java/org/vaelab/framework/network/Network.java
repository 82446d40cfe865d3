// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.Optional;
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
     * Returns why no gradient passes through the network, such as the file that it comes from. By
     * default empty: gradients pass.
     */
    default Optional<String> withoutGradient() {
        return Optional.empty();
    }

    /**
     * Returns what computes the network in single precision although the runtime has another, as a sentence. By
     * default empty: it is computed in the precision of the runtime.
     */
    default Optional<String> inSinglePrecision() {
        return Optional.empty();
    }

    /**
     * Returns how many numbers the network holds of one row on the way, where that is much more than
     * inputs and outputs, and 0 otherwise. Evaluation shows fewer rows at once to such a network.
     */
    default int heldPerRow() {
        return 0;
    }
}
