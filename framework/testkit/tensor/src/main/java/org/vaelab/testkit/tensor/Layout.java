// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Memory layouts of an operand. */
enum Layout {
    /** Created as it is. */
    CONTIGUOUS,
    /** Created with its axes in reverse, then permuted. */
    PERMUTED,
    /** Cut on all sides from a larger array, whose other elements are poison. */
    SLICED,
    /** Every other axis created with extent 1, then broadcast. */
    BROADCAST;

    static List<Layout> of(Shape shape) {
        return shape.rank() == 0 ? List.of(CONTIGUOUS, SLICED) : List.of(values());
    }

    /** Returns the values that an operand of this layout can have: broadcast ones are repeated. */
    ReferenceArray admissible(ReferenceArray values) {
        return this == BROADCAST
                ? ReferenceOperations.broadcastTo(collapsed(values), values.shape())
                : values;
    }

    /** Creates an operand with admissible values. */
    Buffer lay(TensorBackend backend, ReferenceArray values, DType dtype) {
        return switch (this) {
            case CONTIGUOUS -> create(backend, values, dtype);
            case PERMUTED -> permuted(backend, values, dtype);
            case SLICED -> sliced(backend, values, dtype);
            case BROADCAST ->
                    backend.arrangement()
                            .broadcastTo(create(backend, collapsed(values), dtype), values.shape());
        };
    }

    static Buffer create(TensorBackend backend, ReferenceArray values, DType dtype) {
        return dtype == DType.INT32
                ? backend.storage()
                        .create(
                                Arrays.stream(values.values()).mapToInt(x -> (int) x).toArray(),
                                values.shape())
                : backend.storage().create(values.values(), values.shape(), dtype);
    }

    private static Buffer permuted(TensorBackend backend, ReferenceArray values, DType dtype) {
        int rank = values.shape().rank();
        int[] reverse = IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        ReferenceArray reversed = ReferenceOperations.permute(values, reverse);
        return backend.arrangement().permute(create(backend, reversed, dtype), reverse);
    }

    private static Buffer sliced(TensorBackend backend, ReferenceArray values, DType dtype) {
        if (values.shape().rank() == 0) {
            ReferenceArray row = ReferenceArray.of(Shape.of(3), 7, values.at(), 7);
            Buffer middle = backend.arrangement().slice(create(backend, row, dtype), 0, 1, 2);
            return backend.arrangement().reshape(middle, Shape.scalar());
        }
        Shape shape = values.shape();
        int[] larger = Arrays.stream(shape.toArray()).map(extent -> extent + 3).toArray();
        double poison = dtype == DType.INT32 ? -77 : Double.NaN;
        ReferenceArray surrounded =
                ReferenceArray.generate(
                        Shape.of(larger),
                        index -> {
                            int[] inner = Arrays.stream(index).map(i -> i - 1).toArray();
                            boolean inside =
                                    IntStream.range(0, inner.length)
                                            .allMatch(
                                                    axis ->
                                                            inner[axis] >= 0
                                                                    && inner[axis]
                                                                            < shape.extent(axis));
                            return inside ? values.at(inner) : poison;
                        });
        Buffer cut = create(backend, surrounded, dtype);
        for (int axis = 0; axis < shape.rank(); axis++) {
            cut = backend.arrangement().slice(cut, axis, 1, 1 + shape.extent(axis));
        }
        return cut;
    }

    private static ReferenceArray collapsed(ReferenceArray values) {
        ReferenceArray result = values;
        for (int axis = 0; axis < values.shape().rank(); axis += 2) {
            if (values.shape().extent(axis) > 1) {
                result = ReferenceOperations.slice(result, axis, 0, 1);
            }
        }
        return result;
    }
}
