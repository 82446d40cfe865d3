// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NestedRegions;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** Regions as a stack of {@link Arena}s, kept buffers in blocks of their own, copies in and out. */
final class NativeMemory implements StorageOperations, NestedRegions.Levels {

    /**
     * The number of closed regions without a deeper one after which the deeper one's memory is
     * freed.
     */
    private static final int IDLE_LIMIT = 64;

    private final Tiles tiles;
    private final List<Arena> arenas = new ArrayList<>();
    private final List<Integer> idle = new ArrayList<>();
    private final Set<Nd4jBuffer> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final NestedRegions regions = new NestedRegions(this);
    private int depth;

    NativeMemory(Tiles tiles) {
        this.tiles = tiles;
        // What is created outside any region lies in the first arena, which is never emptied.
        arenas.add(new Arena());
        idle.add(0);
    }

    // ------------------------------------------------------------------------------- allocation

    /** Takes memory of the open region, with undefined contents. */
    Nd4jBuffer allocate(Shape shape, DType dtype) {
        return allocate(arenas.get(depth), shape, dtype);
    }

    private static Nd4jBuffer allocate(Arena arena, Shape shape, DType dtype) {
        Arena.Place place = arena.take((long) shape.size() * dtype.bytes());
        return Nd4jBuffer.rowMajor(shape, dtype, place.block(), place.offset() / dtype.bytes());
    }

    /** Returns the buffer, or a row-major copy of it in the open region if it is not. */
    Nd4jBuffer contiguous(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        return source.isContiguous() ? source : copied(source);
    }

    private Nd4jBuffer copied(Nd4jBuffer source) {
        Nd4jBuffer copy = allocate(source.shape(), source.dtype());
        StridedCopy.copy(source, copy);
        return copy;
    }

    /** Marks the open region, so that temporary buffers can be given back. */
    Arena.Mark mark() {
        return arenas.get(depth).mark();
    }

    /** Gives back the buffers of the open region created after the mark. */
    void rewind(Arena.Mark mark) {
        arenas.get(depth).rewind(mark);
    }

    long regionBytes() {
        return arenas.stream().mapToLong(Arena::capacity).sum();
    }

    // ---------------------------------------------------------------------------------- regions

    @Override
    public Region openRegion() {
        return regions.open();
    }

    @Override
    public void enter(int level) {
        if (level == arenas.size()) {
            arenas.add(new Arena());
            idle.add(0);
        }
        idle.set(level, 0);
        depth = level;
    }

    @Override
    public void leave(int level) {
        arenas.get(level).reset();
        depth = level - 1;
        for (int deeper = level + 1; deeper < arenas.size(); deeper++) {
            idle.set(deeper, idle.get(deeper) + 1);
            if (idle.get(deeper) > IDLE_LIMIT) {
                arenas.get(deeper).free();
            }
        }
    }

    @Override
    public Buffer copy(Buffer buffer, int level) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        Nd4jBuffer copy = allocate(arenas.get(level), source.shape(), source.dtype());
        StridedCopy.copy(source, copy);
        return copy;
    }

    @Override
    public Buffer keep(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        long bytes = (long) source.shape().size() * source.dtype().bytes();
        NativeBlock block = new NativeBlock(Math.max(bytes, 1));
        Nd4jBuffer copy = Nd4jBuffer.rowMajor(source.shape(), source.dtype(), block, 0);
        StridedCopy.copy(source, copy);
        kept.add(copy);
        return copy;
    }

    @Override
    public void release(Buffer buffer) {
        Nd4jBuffer own = (Nd4jBuffer) buffer;
        if (!kept.remove(own)) {
            throw new IllegalArgumentException(buffer + " is not a kept buffer");
        }
        own.block().free();
    }

    void close() {
        arenas.forEach(Arena::free);
        kept.forEach(buffer -> buffer.block().free());
        kept.clear();
    }

    // ---------------------------------------------------------------------------- in and out

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        Nd4jBuffer created = allocate(shape, dtype);
        int size = shape.size();
        if (dtype == DType.FLOAT32) {
            created.block().floats().put(created.offset(), values, offset, size);
            return created;
        }
        double[] tile = tiles.doublesA;
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            for (int i = 0; i < n; i++) {
                tile[i] = values[offset + start + i];
            }
            created.block().doubles().put(created.offset() + start, tile, 0, n);
        }
        return created;
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        Nd4jBuffer created = allocate(shape, dtype);
        int size = shape.size();
        if (dtype == DType.FLOAT64) {
            created.block().doubles().put(created.offset(), values, 0, size);
            return created;
        }
        float[] tile = tiles.floatsA;
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            for (int i = 0; i < n; i++) {
                tile[i] = (float) values[start + i];
            }
            created.block().floats().put(created.offset() + start, tile, 0, n);
        }
        return created;
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        Nd4jBuffer created = allocate(shape, DType.INT32);
        created.block().ints().put(created.offset(), values, 0, shape.size());
        return created;
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        float[] values = new float[source.shape().size()];
        StridedCursor cursor = new StridedCursor(source);
        if (source.dtype() == DType.FLOAT32) {
            cursor.read(values, values.length);
            return values;
        }
        double[] doubles = readDoubles(buffer);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubles[i];
        }
        return values;
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        double[] values = new double[source.shape().size()];
        StridedCursor cursor = new StridedCursor(source);
        switch (source.dtype()) {
            case FLOAT64 -> cursor.read(values, values.length);
            case FLOAT32 -> {
                for (int start = 0; start < values.length; start += Tiles.LENGTH) {
                    int n = Math.min(Tiles.LENGTH, values.length - start);
                    cursor.read(tiles.floatsA, n);
                    for (int i = 0; i < n; i++) {
                        values[start + i] = tiles.floatsA[i];
                    }
                }
            }
            case INT32 -> {
                int[] ints = readInts(buffer);
                for (int i = 0; i < values.length; i++) {
                    values[i] = ints[i];
                }
            }
        }
        return values;
    }

    @Override
    public int[] readInts(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        if (source.dtype() != DType.INT32) {
            throw new IllegalArgumentException("integers are read from INT32, not " + buffer);
        }
        int[] values = new int[source.shape().size()];
        new StridedCursor(source).read(values, values.length);
        return values;
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        Nd4jBuffer from = (Nd4jBuffer) source;
        Nd4jBuffer to = (Nd4jBuffer) target;
        boolean mayOverlap = from.block() == to.block();
        StridedCopy.copy(mayOverlap ? contiguous(from) : from, to);
    }
}
