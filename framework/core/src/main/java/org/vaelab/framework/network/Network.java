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
}
