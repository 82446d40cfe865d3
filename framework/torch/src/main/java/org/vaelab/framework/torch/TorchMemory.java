// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NestedRegions;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.Strides;

/** Regions as a stack over one {@link TensorPool}, kept buffers on their own, copies in and out. */
final class TorchMemory implements StorageOperations, NestedRegions.Levels {

    private final TensorPool pool;
    private final Transfer transfer;
    private final Constants constants;
    private final Bfloat16 bfloat16;
    private final List<Lifetime> lifetimes = new ArrayList<>();
    private final Set<TorchBuffer> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final NestedRegions regions = new NestedRegions(this);
    private Lifetime open;

    /** The lifetime of results before a capture; null while nothing is captured. */
    private @Nullable Lifetime before;

    TorchMemory(TensorPool pool, Transfer transfer, Constants constants, Bfloat16 bfloat16) {
        this.pool = pool;
        this.transfer = transfer;
        this.constants = constants;
        this.bfloat16 = bfloat16;
        // What is created outside any region lies in the first, which ends with the backend.
        open = new Lifetime();
        lifetimes.add(open);
    }

    // ------------------------------------------------------------------------------- allocation

    /** Takes memory of the open region, with undefined contents. */
    TorchBuffer allocate(Shape shape, DType dtype) {
        return allocate(open, shape, dtype);
    }

    private TorchBuffer allocate(Lifetime lifetime, Shape shape, DType dtype) {
        LibTorch.enterThread();
        NativeTensor tensor = pool.take(shape, dtype);
        lifetime.own(tensor);
        return tensor.buffer(lifetime);
    }

    /**
     * Gives the buffer back that was allocated last, so that the next operation finds its memory in
     * the cache. What is captured keeps its memory: it is written to each time.
     */
    void giveBack(TorchBuffer last) {
        if (before != null) {
            return;
        }
        open.endLast(pool);
        if (last.isAlive()) {
            throw new IllegalStateException("another buffer was allocated last");
        }
    }

    /**
     * Makes a tensor that an operation returned a buffer of the open region, which owns it then.
     */
    TorchBuffer adopt(Tensor result, Shape shape, DType dtype) {
        Tensor rowMajor = result;
        if (!isRowMajor(result, shape)) {
            try (Tensor contiguous = result.contiguous()) {
                rowMajor =
                        contiguous.as_strided(
                                NativeTensor.longs(shape.toArray()),
                                NativeTensor.longs(Strides.rowMajor(shape)));
            }
            result.close();
        }
        NativeTensor tensor = new NativeTensor(rowMajor, shape, dtype, false);
        open.own(tensor);
        return tensor.buffer(open);
    }

    /**
     * Returns whether a tensor has the strides of its shape. Libtorch calls it contiguous whatever
     * the strides of its axes of length 1, as convolutions return them. Its fused optimisers on
     * CUDA ask for equal strides.
     */
    private static boolean isRowMajor(Tensor tensor, Shape shape) {
        int[] strides = Strides.rowMajor(shape);
        return IntStream.range(0, strides.length)
                .allMatch(axis -> tensor.stride(axis) == strides[axis]);
    }

    /** Returns the buffer, or a row-major copy of it in the open region if it is not. */
    TorchBuffer rowMajor(Buffer buffer) {
        TorchBuffer source = (TorchBuffer) buffer;
        return source.isRowMajor() ? source : copy(source, open);
    }

    private TorchBuffer copy(TorchBuffer source, Lifetime lifetime) {
        TorchBuffer copy = allocate(lifetime, source.shape(), source.dtype());
        copy.tensor().copy_(source.tensor());
        return copy;
    }

    /** Has results lie in a lifetime of their own from now on, and refuses values from Java. */
    Lifetime beginCapture() {
        before = open;
        open = new Lifetime();
        return open;
    }

    /** Has results lie in the open region again. */
    void endCapture() {
        open = Objects.requireNonNull(before, "nothing is captured");
        before = null;
    }

    void end(Lifetime captured) {
        captured.end(pool);
    }

    private TorchBuffer allocateForJava(Shape shape, DType dtype) {
        if (before != null) {
            throw new BackendException("it brings in values from Java");
        }
        return allocate(shape, dtype);
    }

    /** Returns the region that ends with the backend. */
    Lifetime outermost() {
        return lifetimes.get(0);
    }

    long regionBytes() {
        return pool.heldBytes();
    }

    // ---------------------------------------------------------------------------------- regions

    @Override
    public Region openRegion() {
        bfloat16.noteWrites();
        return regions.open();
    }

    @Override
    public void enter(int level) {
        if (level == lifetimes.size()) {
            lifetimes.add(new Lifetime());
        }
        open = lifetimes.get(level);
    }

    @Override
    public void leave(int level) {
        lifetimes.get(level).end(pool);
        open = lifetimes.get(level - 1);
    }

    @Override
    public Buffer copy(Buffer buffer, int level) {
        return copy((TorchBuffer) buffer, lifetimes.get(level));
    }

    @Override
    public Buffer keep(Buffer buffer) {
        LibTorch.enterThread();
        TorchBuffer source = (TorchBuffer) buffer;
        NativeTensor tensor = pool.allocate(source.shape(), source.dtype(), false);
        // Views of a kept tensor that are too many to remember live in the first region.
        TorchBuffer copy = tensor.buffer(lifetimes.get(0));
        copy.tensor().copy_(source.tensor());
        kept.add(copy);
        return copy;
    }

    @Override
    public void release(Buffer buffer) {
        TorchBuffer own = (TorchBuffer) buffer;
        if (!kept.remove(own)) {
            throw new IllegalArgumentException(buffer + " is not a kept buffer");
        }
        own.memory().free();
    }

    void close() {
        for (int level = lifetimes.size() - 1; level >= 0; level--) {
            lifetimes.get(level).end(pool);
        }
        kept.forEach(buffer -> buffer.memory().free());
        kept.clear();
        pool.close();
    }

    // ---------------------------------------------------------------------------- in and out

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        TorchBuffer created = allocateForJava(shape, dtype);
        transfer.write(values, offset, created);
        return created;
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        TorchBuffer created = allocateForJava(shape, dtype);
        transfer.write(values, created);
        return created;
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        TorchBuffer created = allocateForJava(shape, DType.INT32);
        transfer.write(values, created);
        return created;
    }

    Buffer fill(double value, Shape shape, DType dtype) {
        TorchBuffer created = allocate(shape, dtype);
        created.tensor().fill_(constants.of(value, dtype));
        return created;
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        return transfer.readFloats((TorchBuffer) buffer);
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return transfer.readDoubles((TorchBuffer) buffer);
    }

    @Override
    public int[] readInts(Buffer buffer) {
        if (buffer.dtype() != DType.INT32) {
            throw new IllegalArgumentException("integers are read from INT32, not " + buffer);
        }
        return transfer.readInts((TorchBuffer) buffer);
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        TorchBuffer from = (TorchBuffer) source;
        TorchBuffer to = (TorchBuffer) target;
        bfloat16.noteWrites();
        if (from.memory() != to.memory()) {
            to.tensor().copy_(from.tensor());
            return;
        }
        try (Tensor apart = from.tensor().clone()) {
            to.tensor().copy_(apart);
        }
    }
}
