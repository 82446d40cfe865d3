// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Mlp;
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
        implements Decoder {

    @Override
    public Tensor apply(Tensor x) {
        if (x.shape().extent(-1) != inputs) {
            throw new IllegalArgumentException(
                    "a decoder of inputs of " + inputs + " numbers does not take " + x.shape());
        }
        int n = x.shape().range(0, -1).size();
        Tensor image = dense.isPresent() ? channels(dense.get().apply(x), n) : onGrid(x, n);
        Tensor rows = outputs.rows(last.apply(layers.apply(image)));
        return rows.reshape(x.shape().range(0, -1).append(rows.shape().extent(1)));
    }

    private Tensor channels(Tensor y, int n) {
        int channels = y.shape().extent(-1) / first.positions();
        return y.reshape(n, channels, first.rows(), first.columns());
    }

    /** The numbers of one position lie side by side in a row, and apart in an image. */
    private Tensor onGrid(Tensor x, int n) {
        int each = first.share(inputs);
        return x.reshape(n, first.rows(), first.columns(), each).permute(0, 3, 1, 2);
    }

    /**
     * {@inheritDoc} The data are averaged, not the head outputs of their pixels: of all logits that
     * are the same for every pixel, the logit of the mean fits binary data best.
     */
    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        int pixels = data.height() * data.width();
        double[] even = new double[mean.length];
        for (int from = 0; from < mean.length; from += pixels) {
            double average = Arrays.stream(mean, from, from + pixels).average().orElseThrow();
            Arrays.fill(even, from, from + pixels, average);
        }
        last.startAt(outputs.means(headOutput.apply(even)));
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
