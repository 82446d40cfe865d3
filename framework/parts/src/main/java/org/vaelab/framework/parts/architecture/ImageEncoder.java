// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.Sequential;
import org.vaelab.framework.tensor.Tensor;

/**
 * Image layers, and then either dense layers or channels that are the head's outputs.
 *
 * @param beside how many numbers the dense layers see beside the data
 * @param dense for a head of vectors
 * @param outputs for a head on a grid
 */
record ImageEncoder(
        DataShape data,
        int beside,
        Sequential layers,
        Optional<Mlp> dense,
        Optional<HeadChannels> outputs)
        implements Network {

    /**
     * {@inheritDoc}
     *
     * @param x [..., data.size() and what is beside the data]; the dense layers see that, too
     */
    @Override
    public Tensor apply(Tensor x) {
        if (x.shape().extent(-1) != data.size() + beside) {
            throw new IllegalArgumentException(
                    "an encoder of %s images%s does not take %s"
                            .formatted(
                                    data,
                                    beside == 0 ? "" : " and " + beside + " numbers beside them",
                                    x.shape()));
        }
        int n = x.shape().range(0, -1).size();
        Tensor image = beside == 0 ? x : x.slice(-1, 0, data.size());
        Tensor images =
                layers.apply(image.reshape(n, data.channels(), data.height(), data.width()));
        Tensor rows =
                outputs.isPresent()
                        ? outputs.get().rows(images)
                        : dense.orElseThrow().apply(denseInput(images, x, n));
        return rows.reshape(x.shape().range(0, -1).append(rows.shape().extent(1)));
    }

    private Tensor denseInput(Tensor images, Tensor x, int n) {
        Tensor flat = images.reshape(n, images.shape().from(1).size());
        if (beside == 0) {
            return flat;
        }
        Tensor further = x.slice(-1, data.size(), data.size() + beside).reshape(n, beside);
        return Tensor.concatenate(List.of(flat, further), -1);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        layers.parameters().forEach(p -> all.add(p.within("image")));
        dense.ifPresent(mlp -> mlp.parameters().forEach(p -> all.add(p.within("dense"))));
        return all;
    }
}
