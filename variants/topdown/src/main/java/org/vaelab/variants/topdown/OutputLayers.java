// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.parts.architecture.HeadChannels;
import org.vaelab.framework.tensor.Tensor;

/**
 * From the path after the last group to the head of a likelihood: a residual block on each finer
 * grid, and a 1x1 convolution.
 *
 * @param from the grid of the last group
 * @param finer the grids between it and the data, that of the data among them; coarse first
 * @param blocks on the finer grids
 * @param outputs how the head lies in channels; empty for vectors, where it is the channels
 */
record OutputLayers(
        int width,
        Grid from,
        List<Grid> finer,
        List<Block> blocks,
        ConvolutionLayer last,
        Optional<HeadChannels> outputs)
        implements Decoder, RowNetwork {

    @Override
    public int inputs() {
        return width * from.positions();
    }

    @Override
    public Tensor ofRows(Tensor rows) {
        int n = rows.shape().extent(0);
        Tensor y = rows.reshape(n, width, from.rows(), from.columns());
        for (int i = 0; i < finer.size(); i++) {
            y = blocks.get(i).apply(Block.doubled(y, finer.get(i)));
        }
        Tensor found = last.apply(y);
        return outputs.isPresent() ? outputs.get().rows(found) : found.reshape(n, -1);
    }

    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        last.startAt(
                outputs.isPresent()
                        ? outputs.get().start(mean, headOutput)
                        : headOutput.apply(mean));
    }

    @Override
    public int heldPerRow() {
        long held = 0;
        for (Grid grid : finer) {
            held += 4L * width * grid.positions();
        }
        return (int) Math.min(Integer.MAX_VALUE, held);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(Component.numbered(blocks));
        last.parameters().forEach(p -> all.add(p.within("last")));
        return all;
    }
}
