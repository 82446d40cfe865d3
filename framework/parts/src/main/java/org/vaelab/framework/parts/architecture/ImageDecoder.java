// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.network.Sequential;
import org.vaelab.framework.tensor.Tensor;

/**
 * Dense layers, unless the input is on a grid, and then image layers up to the head's outputs.
 *
 * @param dense from the input to channels on the first grid; empty if the input is on that grid
 * @param first the grid of the first image
 * @param layers all image layers but the last
 * @param heldPerRow how many numbers all layers hold for one row
 */
record ImageDecoder(
        DataShape data,
        int inputs,
        Optional<Mlp> dense,
        Grid first,
        Sequential layers,
        ConvolutionLayer last,
        HeadChannels outputs,
        int heldPerRow)
        implements Decoder, RowNetwork {

    @Override
    public Tensor ofRows(Tensor rows) {
        Tensor image = dense.isPresent() ? channels(dense.get().apply(rows)) : first.images(rows);
        return outputs.rows(last.apply(layers.apply(image)));
    }

    private Tensor channels(Tensor y) {
        int channels = y.shape().extent(-1) / first.positions();
        return y.reshape(y.shape().extent(0), channels, first.rows(), first.columns());
    }

    /**
     * {@inheritDoc}
     *
     * @see HeadChannels#start
     */
    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        last.startAt(outputs.start(mean, headOutput));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        dense.ifPresent(mlp -> mlp.parameters().forEach(p -> all.add(p.within("dense"))));
        layers.parameters().forEach(p -> all.add(p.within("image")));
        String prefix = "image." + layers.layers().size();
        last.parameters().forEach(p -> all.add(p.within(prefix)));
        return all;
    }
}
