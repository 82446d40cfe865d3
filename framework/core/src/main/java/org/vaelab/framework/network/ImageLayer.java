// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;

/** A learned map from images to images. */
interface ImageLayer extends Component {

    /**
     * Applies the map.
     *
     * @param images [N, channels, H, W]
     * @return [N, channels', H', W']
     */
    Tensor apply(Tensor images);
}
