// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Free tensors of closed regions, by shape and type. After the first steps of a training loop every
 * result reuses a tensor of its shape. Then neither memory, nor a header of libtorch, nor a Java
 * object is allocated.
 *
 * <p>Idle memory is at most {@link #KEPT} bytes or the recent peak in use, whichever is larger. The
 * tensor that was idle longest is freed first.
 */
final class TensorPool {

    /** Memory that is never freed, because it is too little to matter. */
    private static final long KEPT = 16L << 20;

    /** The number of closed regions after which a peak is forgotten. */
    private static final int WINDOW = 64;

    private final Map<DType, Map<Shape, ArrayDeque<NativeTensor>>> idle =
            new EnumMap<>(DType.class);
    private final Map<DType, TensorOptions> options;
    private final Supplier<OptionalLong> freeBytes;
    private final MemoryFormatOptional anyFormat = new MemoryFormatOptional();
    private final Set<NativeTensor> byAge = new LinkedHashSet<>();
    private long idleBytes;
    private long usedBytes;
    private long peak;
    private long previousPeak;
    private int ends;

    /**
     * Creates an empty pool.
     *
     * @param options type and device of the tensors, by dtype; the pool frees them in the end
     * @param freeBytes of the device, for errors; empty on the processor
     */
    TensorPool(Map<DType, TensorOptions> options, Supplier<OptionalLong> freeBytes) {
        this.options = options;
        this.freeBytes = freeBytes;
        for (DType dtype : DType.values()) {
            idle.put(dtype, new HashMap<>());
        }
    }

    /** Returns a tensor with undefined contents. */
    NativeTensor take(Shape shape, DType dtype) {
        ArrayDeque<NativeTensor> bucket = of(dtype).get(shape);
        NativeTensor found = bucket == null ? null : bucket.pollLast();
        if (found == null) {
            found = allocate(shape, dtype, true);
        } else {
            byAge.remove(found);
            idleBytes -= found.bytes();
        }
        usedBytes += found.bytes();
        peak = Math.max(peak, usedBytes);
        return found;
    }

    /** Allocates a tensor that does not come back. */
    NativeTensor allocate(Shape shape, DType dtype, boolean reusable) {
        Tensor tensor;
        try {
            tensor = empty(shape, dtype);
        } catch (RuntimeException first) {
            if (idleBytes == 0) {
                throw noMemory(shape, dtype, first);
            }
            freeIdle();
            try {
                tensor = empty(shape, dtype);
            } catch (RuntimeException second) {
                throw noMemory(shape, dtype, second);
            }
        }
        return new NativeTensor(tensor, shape, dtype, reusable);
    }

    private Tensor empty(Shape shape, DType dtype) {
        return torch.empty(NativeTensor.longs(shape.toArray()), options(dtype), anyFormat);
    }

    private OutOfMemoryError noMemory(Shape shape, DType dtype, RuntimeException cause) {
        OptionalLong free = freeBytes.get();
        OutOfMemoryError error =
                new OutOfMemoryError(
                        "libtorch finds no memory for a tensor of "
                                + megabytes((long) shape.size() * dtype.bytes())
                                + " ("
                                + dtype
                                + " "
                                + shape
                                + "): results of operations hold "
                                + megabytes(usedBytes)
                                + (free.isPresent()
                                        ? ", " + megabytes(free.getAsLong()) + " are free"
                                        : "")
                                + ". A smaller training.batch takes less, in evaluation a smaller"
                                + " evaluation.maxDecoderRows");
        error.initCause(cause);
        return error;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private void freeIdle() {
        byAge.forEach(NativeTensor::free);
        byAge.clear();
        idle.values().forEach(Map::clear);
        idleBytes = 0;
    }

    TensorOptions options(DType dtype) {
        return Objects.requireNonNull(options.get(dtype));
    }

    private Map<Shape, ArrayDeque<NativeTensor>> of(DType dtype) {
        return Objects.requireNonNull(idle.get(dtype));
    }

    void give(NativeTensor tensor) {
        if (!tensor.isReusable()) {
            tensor.free();
            return;
        }
        tensor.recycle();
        usedBytes -= tensor.bytes();
        idleBytes += tensor.bytes();
        of(tensor.dtype())
                .computeIfAbsent(tensor.shape(), shape -> new ArrayDeque<>())
                .addLast(tensor);
        byAge.add(tensor);
    }

    /** Frees the tensors that were idle longest, until no more is idle than a region may need. */
    void trim() {
        long bound = Math.max(KEPT, Math.max(peak, previousPeak));
        Iterator<NativeTensor> oldest = byAge.iterator();
        while (idleBytes > bound && oldest.hasNext()) {
            NativeTensor tensor = oldest.next();
            oldest.remove();
            drop(tensor);
        }
        if (++ends >= WINDOW) {
            ends = 0;
            previousPeak = peak;
            peak = usedBytes;
        }
    }

    private void drop(NativeTensor tensor) {
        Map<Shape, ArrayDeque<NativeTensor>> shapes = of(tensor.dtype());
        ArrayDeque<NativeTensor> bucket = shapes.get(tensor.shape());
        if (bucket != null) {
            bucket.removeFirstOccurrence(tensor);
            if (bucket.isEmpty()) {
                shapes.remove(tensor.shape());
            }
        }
        idleBytes -= tensor.bytes();
        tensor.free();
    }

    long heldBytes() {
        return idleBytes + usedBytes;
    }

    void close() {
        freeIdle();
        options.values().forEach(TensorOptions::close);
        anyFormat.close();
    }
}
