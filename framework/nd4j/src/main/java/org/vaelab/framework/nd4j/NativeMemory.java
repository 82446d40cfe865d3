// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
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

    /** Returns a row-major copy in the open region. */
    Nd4jBuffer copied(Nd4jBuffer source) {
        Nd4jBuffer copy = allocate(source.shape(), source.dtype());
        copy(source, copy);
        return copy;
    }

    private void copy(Nd4jBuffer source, Nd4jBuffer target) {
        int size = source.shape().size();
        copy(source, target, 0, size, size);
    }

    /**
     * Copies the elements of a view, row-major, over stretches of a row-major buffer; bits are not
     * interpreted.
     *
     * @param position where the first stretch begins
     * @param length elements of a stretch
     * @param distance elements from the beginning of a stretch to that of the next
     */
    void copy(Nd4jBuffer source, Nd4jBuffer target, int position, int length, int distance) {
        StridedCursor cursor = new StridedCursor(source);
        int to = position;
        for (int copied = 0; copied < source.shape().size(); copied += length) {
            for (int start = 0; start < length; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, length - start);
                if (source.dtype() == DType.FLOAT64) {
                    cursor.read(tiles.doublesA, n);
                    target.put(to + start, tiles.doublesA, n);
                } else {
                    cursor.read(tiles.intsA, n);
                    target.put(to + start, tiles.intsA, n);
                }
            }
            to += distance;
        }
    }

    /** Returns a buffer of one value. */
    Nd4jBuffer filled(double value, Shape shape, DType dtype) {
        Nd4jBuffer created = allocate(shape, dtype);
        fill(created, value);
        return created;
    }

    /** Overwrites all elements of a row-major buffer by one value. */
    void fill(Nd4jBuffer target, double value) {
        int size = target.shape().size();
        Arrays.fill(tiles.doublesA, 0, Math.min(size, Tiles.LENGTH), value);
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            target.put(start, tiles.doublesA, Math.min(Tiles.LENGTH, size - start), tiles);
        }
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
        copy(source, copy);
        return copy;
    }

    @Override
    public Buffer keep(Buffer buffer) {
        Nd4jBuffer source = (Nd4jBuffer) buffer;
        long bytes = (long) source.shape().size() * source.dtype().bytes();
        NativeBlock block = new NativeBlock(Math.max(bytes, 1));
        Nd4jBuffer copy = Nd4jBuffer.rowMajor(source.shape(), source.dtype(), block, 0);
        copy(source, copy);
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
        if (dtype == DType.FLOAT32) {
            created.block().floats().put(created.offset(), values, offset, shape.size());
            return created;
        }
        double[] doubles = new double[shape.size()];
        Arrays.setAll(doubles, i -> values[offset + i]);
        created.put(0, doubles, doubles.length, tiles);
        return created;
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        Nd4jBuffer created = allocate(shape, dtype);
        created.put(0, values, shape.size(), tiles);
        return created;
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        Nd4jBuffer created = allocate(shape, DType.INT32);
        created.put(0, values, shape.size());
        return created;
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        float[] values = new float[buffer.shape().size()];
        if (buffer.dtype() == DType.FLOAT32) {
            new StridedCursor((Nd4jBuffer) buffer).read(values, values.length);
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
        double[] values = new double[buffer.shape().size()];
        new StridedCursor((Nd4jBuffer) buffer).read(values, values.length, tiles);
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
        copy(mayOverlap ? contiguous(from) : from, to);
    }
}
