// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A convolution as a sum of matrix products over one matrix that is shifted against itself, without
 * a matrix of patches.
 *
 * <p>The padded image is cut into cells of stride x stride pixels. A row of the matrix is a cell
 * with all its pixels and channels, the depth; rows follow one another by image, row of cells and
 * column of cells. An output at cell (i, j) depends on the cells (i + a, j + b) with a below {@link
 * #down} and b below {@link #across}. Their rows lie {@code a gridWidth + b} further. So the output
 * is the sum over (a, b) of products of the shifted rows with the kernel elements of those cells,
 * and each pixel is in the matrix once. The last cells of each row and column have no output: their
 * products are ignored, and their upstream gradient is 0.
 */
record ShiftedGrid(
        int channels,
        int filters,
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        ConvolutionGeometry geometry) {

    static ShiftedGrid of(Shape x, Shape w, ConvolutionGeometry geometry) {
        return new ShiftedGrid(
                x.extent(1),
                w.extent(0),
                x.extent(2),
                x.extent(3),
                w.extent(2),
                w.extent(3),
                geometry);
    }

    int outputHeight() {
        return geometry.output(height, kernelHeight);
    }

    int outputWidth() {
        return geometry.output(width, kernelWidth);
    }

    int down() {
        return (kernelHeight + geometry.stride() - 1) / geometry.stride();
    }

    int across() {
        return (kernelWidth + geometry.stride() - 1) / geometry.stride();
    }

    int shifts() {
        return down() * across();
    }

    /** Returns by how many rows the matrix of a product, counted along rows first, is shifted. */
    int shift(int product) {
        return product / across() * gridWidth() + product % across();
    }

    private int gridWidth() {
        return outputWidth() + across() - 1;
    }

    int cells() {
        return (outputHeight() + down() - 1) * gridWidth();
    }

    int depth() {
        return geometry.stride() * geometry.stride() * channels;
    }

    // ------------------------------------------------------------ what goes where, by image

    /**
     * Returns the order of pixels; the padding is 0, and a pixel that no kernel meets is nowhere.
     */
    CellOrder pixels() {
        int stride = geometry.stride();
        CellOrder order = new CellOrder(channels, height * width, cells() * depth());
        int next = 0;
        for (int cell = 0; cell < cells(); cell++) {
            for (int pixel = 0; pixel < stride * stride; pixel++) {
                int y = cell / gridWidth() * stride + pixel / stride - geometry.padding();
                int x = cell % gridWidth() * stride + pixel % stride - geometry.padding();
                boolean inside = y >= 0 && y < height && x >= 0 && x < width;
                for (int channel = 0; channel < channels; channel++, next++) {
                    if (inside) {
                        order.put(next, channel, y * width + x);
                    }
                }
            }
        }
        return order;
    }

    /** Returns the order of outputs; cells at the end that have none are 0. */
    CellOrder outputs() {
        CellOrder order = new CellOrder(filters, outputHeight() * outputWidth(), cells() * filters);
        for (int i = 0; i < outputHeight(); i++) {
            for (int j = 0; j < outputWidth(); j++) {
                int cell = i * gridWidth() + j;
                for (int filter = 0; filter < filters; filter++) {
                    order.put(cell * filters + filter, filter, i * outputWidth() + j);
                }
            }
        }
        return order;
    }

    /**
     * Returns the order of kernels, by product depth x filters; 0 where a kernel does not reach.
     */
    CellOrder kernels() {
        int stride = geometry.stride();
        int plane = kernelHeight * kernelWidth;
        CellOrder order = new CellOrder(filters * channels, plane, shifts() * depth() * filters);
        for (int element = 0; element < plane; element++) {
            int y = element / kernelWidth;
            int x = element % kernelWidth;
            int product = y / stride * across() + x / stride;
            int pixel = y % stride * stride + x % stride;
            for (int channel = 0; channel < channels; channel++) {
                int row = product * depth() + pixel * channels + channel;
                for (int filter = 0; filter < filters; filter++) {
                    order.put(row * filters + filter, filter * channels + channel, element);
                }
            }
        }
        return order;
    }
}
