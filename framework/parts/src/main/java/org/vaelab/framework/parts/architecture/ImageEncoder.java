// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network.RowNetwork;
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
        implements RowNetwork {

    @Override
    public int inputs() {
        return data.size() + beside;
    }

    @Override
    public Tensor ofRows(Tensor rows) {
        int n = rows.shape().extent(0);
        Tensor image = beside == 0 ? rows : rows.slice(-1, 0, data.size());
        Tensor images =
                layers.apply(image.reshape(n, data.channels(), data.height(), data.width()));
        if (outputs.isPresent()) {
            return outputs.get().rows(images);
        }
        Tensor flat = images.reshape(n, images.shape().from(1).size());
        return dense.orElseThrow().apply(RowNetwork.joined(flat, rows, data.size()));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        layers.parameters().forEach(p -> all.add(p.within("image")));
        dense.ifPresent(mlp -> mlp.parameters().forEach(p -> all.add(p.within("dense"))));
        return all;
    }
}
