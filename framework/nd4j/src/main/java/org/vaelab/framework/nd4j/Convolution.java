// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * Two-dimensional convolution and its two gradients, image by image, as products with the matrix of
 * all patches of the image: row (c, r, s), column (i, j) holds the pixel of channel c that kernel
 * element (r, s) meets at output position (i, j).
 */
final class Convolution {

    private static final int KEPT_PLANS = 16;

    private final NativeMemory memory;
    private final Map<Patches, int[]> plans =
            new LinkedHashMap<>(KEPT_PLANS, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Patches, int[]> eldest) {
                    return size() > KEPT_PLANS;
                }
            };
    private float[] floatImage = new float[0];
    private float[] floatPatches = new float[0];
    private double[] doubleImage = new double[0];
    private double[] doublePatches = new double[0];

    Convolution(NativeMemory memory) {
        this.memory = memory;
    }

    /** The extents on which the matrix of patches depends. */
    private record Patches(
            int channels, int height, int width, int r, int s, ConvolutionGeometry geometry) {

        static Patches of(Shape x, Shape w, ConvolutionGeometry geometry) {
            return new Patches(
                    x.extent(1), x.extent(2), x.extent(3), w.extent(2), w.extent(3), geometry);
        }

        int outputs() {
            return geometry.output(height, r) * geometry.output(width, s);
        }

        int rows() {
            return channels * r * s;
        }

        int pixels() {
            return channels * height * width;
        }

        /** For each element of the matrix its pixel; the padding is one pixel behind the last. */
        int[] plan() {
            int[] pixel = new int[rows() * outputs()];
            int outputHeight = geometry.output(height, r);
            int outputWidth = geometry.output(width, s);
            int next = 0;
            for (int row = 0; row < rows(); row++) {
                int channel = row / (r * s);
                int kernelRow = row / s % r;
                int kernelColumn = row % s;
                for (int i = 0; i < outputHeight; i++) {
                    int y = i * geometry.stride() - geometry.padding() + kernelRow;
                    for (int j = 0; j < outputWidth; j++) {
                        int x = j * geometry.stride() - geometry.padding() + kernelColumn;
                        boolean inside = y >= 0 && y < height && x >= 0 && x < width;
                        pixel[next++] = inside ? (channel * height + y) * width + x : pixels();
                    }
                }
            }
            return pixel;
        }
    }

    private int[] plan(Patches patches) {
        return plans.computeIfAbsent(patches, Patches::plan);
    }

    Nd4jBuffer convolve(Buffer input, Buffer kernels, ConvolutionGeometry geometry) {
        Patches patches = Patches.of(input.shape(), kernels.shape(), geometry);
        int count = input.shape().extent(0);
        int filters = kernels.shape().extent(0);
        Shape shape =
                Shape.of(
                        count,
                        filters,
                        geometry.output(patches.height(), patches.r()),
                        geometry.output(patches.width(), patches.s()));
        Nd4jBuffer y = memory.allocate(shape, input.dtype());
        if (y.shape().size() == 0 || patches.rows() == 0) {
            StridedCopy.fill(y, 0);
            return y;
        }
        Arena.Mark mark = memory.mark();
        Nd4jBuffer x = memory.contiguous(input);
        Nd4jBuffer w = memory.contiguous(kernels);
        Nd4jBuffer matrix = memory.allocate(matrixShape(patches), x.dtype());
        int k = patches.rows();
        int p = patches.outputs();
        for (int n = 0; n < count; n++) {
            gatherPatches(x, n, patches, matrix);
            Blas.Operand a = new Blas.Operand(w.block(), w.offset(), k, false);
            Blas.Operand b = new Blas.Operand(matrix.block(), matrix.offset(), p, false);
            int start = y.offset() + n * filters * p;
            Blas.gemm(y.dtype(), filters, p, k, a, b, 0, y.block(), start);
        }
        memory.rewind(mark);
        return y;
    }

    Nd4jBuffer inputGradient(
            Buffer upstream, Buffer kernels, Shape x, ConvolutionGeometry geometry) {
        Patches patches = Patches.of(x, kernels.shape(), geometry);
        int filters = kernels.shape().extent(0);
        Nd4jBuffer dx = memory.allocate(x, upstream.dtype());
        if (x.size() == 0 || upstream.shape().size() == 0 || patches.rows() == 0) {
            StridedCopy.fill(dx, 0);
            return dx;
        }
        Arena.Mark mark = memory.mark();
        Nd4jBuffer dy = memory.contiguous(upstream);
        Nd4jBuffer w = memory.contiguous(kernels);
        Nd4jBuffer matrix = memory.allocate(matrixShape(patches), dy.dtype());
        int k = patches.rows();
        int p = patches.outputs();
        for (int n = 0; n < x.extent(0); n++) {
            Blas.Operand a = new Blas.Operand(w.block(), w.offset(), k, true);
            int start = dy.offset() + n * filters * p;
            Blas.Operand b = new Blas.Operand(dy.block(), start, p, false);
            Blas.gemm(dy.dtype(), k, p, filters, a, b, 0, matrix.block(), matrix.offset());
            scatterPatches(matrix, patches, dx, n);
        }
        memory.rewind(mark);
        return dx;
    }

    Nd4jBuffer kernelGradient(
            Buffer input, Buffer upstream, Shape kernels, ConvolutionGeometry geometry) {
        Patches patches = Patches.of(input.shape(), kernels, geometry);
        int filters = kernels.extent(0);
        Nd4jBuffer dw = memory.allocate(kernels, input.dtype());
        if (kernels.size() == 0 || upstream.shape().size() == 0) {
            StridedCopy.fill(dw, 0);
            return dw;
        }
        Arena.Mark mark = memory.mark();
        Nd4jBuffer x = memory.contiguous(input);
        Nd4jBuffer dy = memory.contiguous(upstream);
        Nd4jBuffer matrix = memory.allocate(matrixShape(patches), x.dtype());
        int k = patches.rows();
        int p = patches.outputs();
        for (int n = 0; n < input.shape().extent(0); n++) {
            gatherPatches(x, n, patches, matrix);
            int start = dy.offset() + n * filters * p;
            Blas.Operand a = new Blas.Operand(dy.block(), start, p, false);
            Blas.Operand b = new Blas.Operand(matrix.block(), matrix.offset(), p, true);
            double scale = n == 0 ? 0 : 1;
            Blas.gemm(dw.dtype(), filters, k, p, a, b, scale, dw.block(), dw.offset());
        }
        memory.rewind(mark);
        return dw;
    }

    private static Shape matrixShape(Patches patches) {
        return Shape.of(patches.rows(), patches.outputs());
    }

    private void gatherPatches(Nd4jBuffer x, int image, Patches patches, Nd4jBuffer matrix) {
        int[] plan = plan(patches);
        int pixels = patches.pixels();
        int start = x.offset() + image * pixels;
        reserve(x.dtype(), pixels + 1, plan.length);
        if (x.dtype() == DType.FLOAT32) {
            x.block().floats().get(start, floatImage, 0, pixels);
            floatImage[pixels] = 0;
            for (int i = 0; i < plan.length; i++) {
                floatPatches[i] = floatImage[plan[i]];
            }
            matrix.put(0, floatPatches, plan.length);
        } else {
            x.block().doubles().get(start, doubleImage, 0, pixels);
            doubleImage[pixels] = 0;
            for (int i = 0; i < plan.length; i++) {
                doublePatches[i] = doubleImage[plan[i]];
            }
            matrix.put(0, doublePatches, plan.length);
        }
    }

    private void scatterPatches(Nd4jBuffer matrix, Patches patches, Nd4jBuffer x, int image) {
        int[] plan = plan(patches);
        int pixels = patches.pixels();
        int start = image * pixels;
        reserve(x.dtype(), pixels + 1, plan.length);
        if (x.dtype() == DType.FLOAT32) {
            matrix.block().floats().get(matrix.offset(), floatPatches, 0, plan.length);
            java.util.Arrays.fill(floatImage, 0, pixels + 1, 0);
            for (int i = 0; i < plan.length; i++) {
                floatImage[plan[i]] += floatPatches[i];
            }
            x.put(start, floatImage, pixels);
        } else {
            matrix.block().doubles().get(matrix.offset(), doublePatches, 0, plan.length);
            java.util.Arrays.fill(doubleImage, 0, pixels + 1, 0);
            for (int i = 0; i < plan.length; i++) {
                doubleImage[plan[i]] += doublePatches[i];
            }
            x.put(start, doubleImage, pixels);
        }
    }

    private void reserve(DType dtype, int image, int patches) {
        if (dtype == DType.FLOAT32) {
            floatImage = floatImage.length < image ? new float[image] : floatImage;
            floatPatches = floatPatches.length < patches ? new float[patches] : floatPatches;
        } else {
            doubleImage = doubleImage.length < image ? new double[image] : doubleImage;
            doublePatches = doublePatches.length < patches ? new double[patches] : doublePatches;
        }
    }
}
