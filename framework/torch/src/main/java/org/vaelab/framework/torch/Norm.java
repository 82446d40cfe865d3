// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * The norm of many tensors: the product of each with itself, which reads it once and writes
 * nothing, into one array that is read in the end.
 */
final class Norm {

    /** The number of elements summed by one product; BLAS adds in the precision of the elements. */
    private static final int PIECE = 1 << 18;

    private final TensorPool pool;
    private final TorchMemory memory;
    private final Map<DType, Sums> sums = new EnumMap<>(DType.class);

    Norm(TensorPool pool, TorchMemory memory) {
        this.pool = pool;
        this.memory = memory;
    }

    private static final class Sums {
        private final NativeTensor all;
        private final List<Tensor> each = new ArrayList<>();

        Sums(NativeTensor all) {
            this.all = all;
            for (int i = 0; i < all.shape().size(); i++) {
                each.add(all.whole().select(0, i));
            }
        }

        void free() {
            each.forEach(NativeTensor::close);
            all.free();
        }
    }

    double of(List<Buffer> parts) {
        int pieces = parts.stream().mapToInt(part -> pieces(part.shape().size())).sum();
        if (pieces == 0) {
            return 0;
        }
        DType dtype = parts.get(0).dtype();
        Sums places = places(pieces, dtype);
        int next = 0;
        for (Buffer part : parts) {
            int size = part.shape().size();
            TorchBuffer row = memory.rowMajor(part).reshaped(Shape.of(size));
            for (int from = 0; from < size; from += PIECE) {
                Tensor piece = row.sliced(0, from, Math.min(size, from + PIECE)).tensor();
                torch.dot_out(places.each.get(next++), piece, piece);
            }
        }
        double square = 0;
        double[] read = memory.readDoubles(places.all.buffer(memory.outermost()));
        for (int i = 0; i < pieces; i++) {
            square += read[i];
        }
        return Math.sqrt(square);
    }

    private static int pieces(int size) {
        return (int) ((size + PIECE - 1L) / PIECE);
    }

    private Sums places(int count, DType dtype) {
        Sums known = sums.get(dtype);
        if (known != null && known.each.size() >= count) {
            return known;
        }
        if (known != null) {
            known.free();
        }
        LibTorch.enterThread();
        Sums larger = new Sums(pool.allocate(Shape.of(count), dtype, false));
        sums.put(dtype, larger);
        return larger;
    }

    void close() {
        sums.values().forEach(Sums::free);
        sums.clear();
    }
}
