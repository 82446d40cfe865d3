// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** Two-dimensional convolution and its two gradients, as products on a {@link ShiftedGrid}. */
final class Convolution {

    private static final int KEPT_PLANS = 16;

    /**
     * Images go together as long as their matrices take no more bytes than a second-level cache.
     */
    private static final int BYTES_AT_ONCE = 1 << 20;

    private final NativeMemory memory;
    private final CellStage stage = new CellStage();
    private final Map<ShiftedGrid, Plan> plans =
            new LinkedHashMap<>(KEPT_PLANS, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<ShiftedGrid, Plan> eldest) {
                    return size() > KEPT_PLANS;
                }
            };

    Convolution(NativeMemory memory) {
        this.memory = memory;
    }

    /** The layouts of all images of one geometry. */
    private record Plan(ShiftedGrid grid, CellOrder pixels, CellOrder outputs, CellOrder kernels) {

        static Plan of(ShiftedGrid grid) {
            return new Plan(grid, grid.pixels(), grid.outputs(), grid.kernels());
        }

        int imagesAtOnce(int images, DType dtype) {
            long bytes = ((long) pixels.inCells() + outputs.inCells()) * dtype.bytes();
            return (int) Math.max(1, Math.min(images, BYTES_AT_ONCE / bytes));
        }
    }

    /** A convolution in work: its matrices, for some images, and the products over them. */
    private final class Work {

        private final Plan plan;
        private final ShiftedGrid grid;
        private final DType dtype;
        private final int images;
        private final int atOnce;
        private final Nd4jBuffer pixels;
        private final Nd4jBuffer outputs;
        private final Nd4jBuffer kernels;

        Work(Plan plan, int images, DType dtype) {
            this.plan = plan;
            this.grid = plan.grid();
            this.dtype = dtype;
            this.images = images;
            this.atOnce = plan.imagesAtOnce(images, dtype);
            pixels = memory.allocate(Shape.of(atOnce, plan.pixels().inCells()), dtype);
            outputs = memory.allocate(Shape.of(atOnce, plan.outputs().inCells()), dtype);
            kernels = memory.allocate(Shape.of(plan.kernels().inCells()), dtype);
        }

        void convolve(Nd4jBuffer x, Nd4jBuffer w, Nd4jBuffer y) {
            stage.toCells(plan.kernels(), w, 0, kernels, 1);
            for (int start = 0; start < images; start += atOnce) {
                int n = Math.min(atOnce, images - start);
                stage.toCells(plan.pixels(), x, start, pixels, n);
                for (int product = 0; product < grid.shifts(); product++) {
                    Blas.Operand a = pixels(product, false);
                    Blas.Operand b = kernels(product, false);
                    product(rows(n), grid.filters(), grid.depth(), a, b, product == 0, outputs());
                }
                stage.toPlanes(plan.outputs(), outputs, y, start, n);
            }
        }

        void inputGradient(Nd4jBuffer dy, Nd4jBuffer w, Nd4jBuffer dx) {
            stage.toCells(plan.kernels(), w, 0, kernels, 1);
            for (int start = 0; start < images; start += atOnce) {
                int n = Math.min(atOnce, images - start);
                stage.toCells(plan.outputs(), dy, start, outputs, n);
                clearPixelsFrom(rows(n));
                for (int product = 0; product < grid.shifts(); product++) {
                    Blas.Operand b = kernels(product, true);
                    Blas.Operand c = pixels(product, false);
                    product(rows(n), grid.depth(), grid.filters(), outputs(), b, product == 0, c);
                }
                stage.toPlanes(plan.pixels(), pixels, dx, start, n);
            }
        }

        void kernelGradient(Nd4jBuffer x, Nd4jBuffer dy, Nd4jBuffer dw) {
            for (int start = 0; start < images; start += atOnce) {
                int n = Math.min(atOnce, images - start);
                stage.toCells(plan.pixels(), x, start, pixels, n);
                stage.toCells(plan.outputs(), dy, start, outputs, n);
                for (int product = 0; product < grid.shifts(); product++) {
                    Blas.Operand a = pixels(product, true);
                    Blas.Operand c = kernels(product, false);
                    product(grid.depth(), grid.filters(), rows(n), a, outputs(), start == 0, c);
                }
            }
            stage.toPlanes(plan.kernels(), kernels, dw, 0, 1);
        }

        /** Writes a b, m x n with the inner extent k, over c the first time, and then adds it. */
        private void product(
                int m,
                int n,
                int k,
                Blas.Operand a,
                Blas.Operand b,
                boolean first,
                Blas.Operand c) {
            Blas.gemm(dtype, m, n, k, a, b, first ? 0 : 1, c.block(), c.offset());
        }

        /** The rows of a product: those of all cells but the last, which no shift may pass. */
        private int rows(int n) {
            return n * grid.cells() - grid.shift(grid.shifts() - 1);
        }

        private Blas.Operand pixels(int product, boolean transposed) {
            int start = pixels.offset() + grid.shift(product) * grid.depth();
            return new Blas.Operand(pixels.block(), start, grid.depth(), transposed);
        }

        private Blas.Operand outputs() {
            return new Blas.Operand(outputs.block(), outputs.offset(), grid.filters(), false);
        }

        private Blas.Operand kernels(int product, boolean transposed) {
            int start = kernels.offset() + product * grid.depth() * grid.filters();
            return new Blas.Operand(kernels.block(), start, grid.filters(), transposed);
        }

        /** The first product overwrites the rows before; others add to what stands there. */
        private void clearPixelsFrom(int row) {
            int last = grid.shift(grid.shifts() - 1);
            Nd4jBuffer rest =
                    pixels.view(
                            Shape.of(last * grid.depth()),
                            pixels.offset() + row * grid.depth(),
                            new int[] {1});
            memory.fill(rest, 0);
        }
    }

    Nd4jBuffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        ShiftedGrid grid = ShiftedGrid.of(x.shape(), w.shape(), geometry);
        int images = x.shape().extent(0);
        Shape y = Shape.of(images, grid.filters(), grid.outputHeight(), grid.outputWidth());
        return carryOut(grid, images, x, w, y, Work::convolve);
    }

    Nd4jBuffer inputGradient(Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        ShiftedGrid grid = ShiftedGrid.of(x, w.shape(), geometry);
        return carryOut(grid, x.extent(0), dy, w, x, Work::inputGradient);
    }

    Nd4jBuffer kernelGradient(Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        ShiftedGrid grid = ShiftedGrid.of(x.shape(), w, geometry);
        return carryOut(grid, x.shape().extent(0), x, dy, w, Work::kernelGradient);
    }

    /** One of the three computations of {@link Work}, from two operands. */
    private interface Step {
        void run(Work work, Nd4jBuffer first, Nd4jBuffer second, Nd4jBuffer result);
    }

    private Nd4jBuffer carryOut(
            ShiftedGrid grid, int images, Buffer first, Buffer second, Shape shape, Step step) {
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        if (shape.size() == 0 || first.shape().size() == 0 || second.shape().size() == 0) {
            memory.fill(result, 0);
            return result;
        }
        Arena.Mark mark = memory.mark();
        Work work = new Work(plan(grid), images, first.dtype());
        step.run(work, memory.contiguous(first), memory.contiguous(second), result);
        memory.rewind(mark);
        return result;
    }

    private Plan plan(ShiftedGrid grid) {
        return plans.computeIfAbsent(grid, Plan::of);
    }
}
