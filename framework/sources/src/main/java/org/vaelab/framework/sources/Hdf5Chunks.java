// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Group;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.dataset.chunked.ChunkedDatasetV4;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.storage.HdfBackingStorage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.data.DataException;

/**
 * The chunks of a data set.
 *
 * @param shape the extents of each; those at the end reach beyond the data set
 * @param all those that were written, by where they begin
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Hdf5Chunks(int[] shape, Map<ChunkOffset, Chunk> all) {

    /** The address of what was never written. */
    static final long NOWHERE = -1;

    /** The index in which chunks have their places; in others, the library finds wrong ones if extents may grow. */
    private static final int TREE = 5;

    /** Shows which chunks there are, and which filters each leaves out. */
    private static final class Old extends ChunkedDatasetV3 {
        Old(HdfBackingStorage in, long address, String name, Group parent, ObjectHeader header) {
            super(in, address, name, parent, header);
        }

        Map<ChunkOffset, Chunk> chunks() {
            return getChunkLookup();
        }
    }

    private static final class New extends ChunkedDatasetV4 {
        New(HdfBackingStorage in, long address, String name, Group parent, ObjectHeader header) {
            super(in, address, name, parent, header);
        }

        Map<ChunkOffset, Chunk> chunks() {
            return getChunkLookup();
        }
    }

    static Hdf5Chunks of(String label, ChunkedDatasetBase data, HdfBackingStorage in) {
        long at = data.getAddress();
        String name = data.getName();
        ObjectHeader header = data.getHeader();
        DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
        long[] extents = Arrays.stream(data.getDimensions()).asLongStream().toArray();
        if (layout instanceof ChunkedDataLayoutMessageV4 latest
                && latest.getIndexingType() != TREE
                && !Arrays.equals(extents, data.getMaxSize())) {
            throw DataException.of(
                    "%s: chunks in the latest format that may grow along one axis are not supported;"
                            + " write the file without libver='latest' or maxshape, or h5repack -f"
                            + " NONE -l CONTI old.h5 new.h5",
                    label);
        }
        int[] shape = data.getChunkDimensions();
        Map<ChunkOffset, Chunk> all =
                data instanceof ChunkedDatasetV3
                        ? new Old(in, at, name, data.getParent(), header).chunks()
                        : new New(in, at, name, data.getParent(), header).chunks();
        for (Chunk chunk : all.values()) {
            int[] from = chunk.getChunkOffset();
            for (int i = 0; i < shape.length; i++) {
                if (chunk.getAddress() != NOWHERE
                        && (from[i] % shape[i] != 0 || from[i] >= extents[i])) {
                    throw DataException.of(
                            "%s: a chunk lies at %s; the file is damaged, copy it again",
                            label, Arrays.toString(from));
                }
            }
        }
        return new Hdf5Chunks(shape, all);
    }

    /** Returns the chunks that were written of a part. */
    Map<Box, Chunk> in(Box part) {
        Map<Box, Chunk> found = new LinkedHashMap<>();
        int[] first = new int[shape.length];
        Arrays.setAll(first, i -> part.from[i] / shape[i] * shape[i]);
        int[] end = new int[shape.length];
        Arrays.setAll(end, i -> part.from[i] + part.size[i]);
        int[] at = first.clone();
        do {
            Chunk chunk = all.get(new ChunkOffset(at));
            if (chunk != null && chunk.getAddress() != NOWHERE) {
                found.put(new Box(at.clone(), shape), chunk);
            }
        } while (next(at, first, end, shape, shape.length));
        return found;
    }

    /** Moves on along the last axis, then those before; returns false at the end. */
    private static boolean next(int[] at, int[] first, int[] end, int[] step, int axes) {
        for (int i = axes - 1; i >= 0; i--) {
            at[i] += step[i];
            if (at[i] < end[i]) {
                return true;
            }
            at[i] = first[i];
        }
        return false;
    }

    /**
     * A part of an array, in row-major order.
     *
     * @param from where it begins on each axis
     * @param size its extents
     */
    @SuppressWarnings("ArrayRecordComponent") // By identity.
    record Box(int[] from, int[] size) {

        /** Copies bytes that follow each other. */
        @FunctionalInterface
        interface Copy {
            void bytes(long from, int to, int count);
        }

        /**
         * Copies what this box has of another one.
         *
         * @param bytes of a value
         */
        void copyTo(Box other, int bytes, Copy copy) {
            int axes = size.length;
            int[] first = new int[axes];
            int[] end = new int[axes];
            int[] step = new int[axes];
            Arrays.fill(step, 1);
            for (int i = 0; i < axes; i++) {
                first[i] = Math.max(from[i], other.from[i]);
                end[i] = Math.min(from[i] + size[i], other.from[i] + other.size[i]);
                if (end[i] <= first[i]) {
                    return;
                }
            }
            int count = bytes;
            int outer = axes;
            boolean isWhole = true;
            while (outer > 0 && isWhole) {
                outer--;
                int extent = end[outer] - first[outer];
                count *= extent;
                isWhole = extent == size[outer] && extent == other.size[outer];
            }
            int[] at = first.clone();
            do {
                copy.bytes(place(at) * bytes, Math.toIntExact(other.place(at) * bytes), count);
            } while (next(at, first, end, step, outer));
        }

        private long place(int[] at) {
            long place = 0;
            for (int i = 0; i < at.length; i++) {
                place = place * size[i] + at[i] - from[i];
            }
            return place;
        }
    }
}
