// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/**
 * How a head's outputs lie in the channels of an image.
 *
 * <p>An output has n numbers for each value, and a value is a pixel of one of C planes: the data's
 * channels, or the one plane of a latent grid. An output is [C, H, W, n] in the head's order and
 * [C, n, H, W] in an image. Outputs follow one another in both.
 */
public final class HeadChannels {

    private final int planes;
    private final Grid grid;
    private final int[] numbers;
    private final int width;

    /** Divides the outputs of a head among the pixels. */
    public HeadChannels(Head head, int planes, Grid grid) {
        this.planes = planes;
        this.grid = grid;
        this.width = head.width();
        int values = Math.multiplyExact(planes, grid.positions());
        this.numbers = new int[head.outputs().size()];
        for (int i = 0; i < numbers.length; i++) {
            Head.Output output = head.outputs().get(i);
            if (output.width() % values != 0) {
                throw new IllegalArgumentException(
                        ("a convolution produces equally many numbers for each of %s"
                                        + " values, but the output '%s' has %s; use network.encoder: mlp")
                                .formatted(values, output.name(), output.width()));
            }
            numbers[i] = output.width() / values;
        }
    }

    /** Returns the number of channels. */
    public int count() {
        int sum = 0;
        for (int n : numbers) {
            sum = Math.addExact(sum, Math.multiplyExact(planes, n));
        }
        return sum;
    }

    /**
     * Brings channels into the head's order.
     *
     * @param images [N, count, H, W]
     * @return [N, head width]
     */
    public Tensor rows(Tensor images) {
        int n = images.shape().extent(0);
        if (Arrays.stream(numbers).allMatch(each -> each == 1)) {
            return images.reshape(n, width);
        }
        List<Tensor> rows = new ArrayList<>();
        int from = 0;
        for (int each : numbers) {
            Tensor part = images.slice(1, from, from + planes * each);
            from += planes * each;
            rows.add(
                    part.reshape(n, planes, each, grid.rows(), grid.columns())
                            .permute(0, 1, 3, 4, 2)
                            .reshape(n, planes * grid.positions() * each));
        }
        return Tensor.concatenate(rows, 1);
    }

    /**
     * Returns the output of each channel from which a decoder starts. The data are averaged over
     * the pixels, not the head outputs of their pixels: of all logits that are the same for every
     * pixel, the logit of the mean fits binary data best.
     *
     * @param mean of the data
     * @param headOutput from such a mean to the head's output
     */
    public double[] start(double[] mean, UnaryOperator<double[]> headOutput) {
        int pixels = grid.positions();
        double[] even = new double[mean.length];
        for (int from = 0; from < mean.length; from += pixels) {
            double average = Arrays.stream(mean, from, from + pixels).average().orElseThrow();
            Arrays.fill(even, from, from + pixels, average);
        }
        return means(headOutput.apply(even));
    }

    /** Returns the mean over the pixels of each channel of an output in the head's order. */
    private double[] means(double[] headOutput) {
        double[] means = new double[count()];
        int next = 0;
        int channel = 0;
        for (int each : numbers) {
            for (int plane = 0; plane < planes; plane++) {
                for (int pixel = 0; pixel < grid.positions(); pixel++) {
                    for (int j = 0; j < each; j++) {
                        means[channel + j] += headOutput[next++] / grid.positions();
                    }
                }
                channel += each;
            }
        }
        return means;
    }
}
