// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of which most values are 0. The others are kept with their places: in memory if they fit
 * there ({@link Residence}), else in a temporary file, which is gone when the process ends, however
 * it ends (on Windows, a kill leaves it).
 */
public final class SparseRows implements DataRows {

    private static final int ENTRY_BYTES = Integer.BYTES + Float.BYTES;

    private final int width;

    /** Of each row, the number of entries before it; one more for the end. */
    private final long[] starts;

    private final Entries entries;

    private SparseRows(int width, long[] starts, Entries entries) {
        this.width = width;
        this.starts = starts;
        this.entries = entries;
    }

    /** Where entries lie. */
    private interface Entries {
        void read(long from, int count, double[] target, int offset);
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record InMemory(int[] places, float[] values) implements Entries {
        @Override
        public void read(long from, int count, double[] target, int offset) {
            for (int i = (int) from; i < from + count; i++) {
                target[offset + places[i]] = values[i];
            }
        }
    }

    /** An interrupted thread would close a channel. */
    private record InFile(RandomAccessFile file) implements Entries {
        @Override
        public synchronized void read(long from, int count, double[] target, int offset) {
            byte[] bytes = new byte[count * ENTRY_BYTES];
            try {
                file.seek(from * ENTRY_BYTES);
                file.readFully(bytes);
            } catch (IOException e) {
                throw new DataException("the copy of sparse rows cannot be read: " + e, e);
            }
            ByteBuffer entries = ByteBuffer.wrap(bytes);
            while (entries.hasRemaining()) {
                int place = entries.getInt();
                target[offset + place] = entries.getFloat();
            }
        }
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        Arrays.fill(target, offset, offset + width, 0);
        entries.read(starts[row], (int) (starts[row + 1] - starts[row]), target, offset);
    }

    @Override
    public boolean isStreamed() {
        return entries instanceof InFile;
    }

    /** Returns how many rows are 0 everywhere. */
    public long empty() {
        return IntStream.range(0, size()).filter(i -> starts[i] == starts[i + 1]).count();
    }

    /** Returns how many values are not 0. */
    public long entries() {
        return starts[size()];
    }

    /** Takes rows one after the other. */
    public static final class Builder implements Closeable {

        private static final int FIRST = 1 << 16;

        private final int width;
        private final long[] starts;

        /** The most entries that lie in memory. */
        private final long most;

        private int[] places = new int[0];
        private float[] values = new float[0];
        private @Nullable RandomAccessFile file;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        private int row;
        private long count;

        /** Begins. */
        public Builder(int rows, int width) {
            this.width = width;
            this.starts = new long[rows + 1];
            this.most = Math.min(Integer.MAX_VALUE - 8, Residence.limit() / ENTRY_BYTES);
        }

        /**
         * Adds a value of the current row that is not 0.
         *
         * @throws IOException if all do not fit memory, and no temporary file can be written
         */
        public void add(int place, float value) throws IOException {
            if (file == null && count == places.length) {
                grow((int) Math.min(most, Math.max(FIRST, 2 * count)));
            }
            if (file == null) {
                places[(int) count] = place;
                values[(int) count] = value;
            } else {
                write(file, place, value);
            }
            count++;
        }

        private void grow(int size) throws IOException {
            if (size > count) {
                places = Arrays.copyOf(places, size);
                values = Arrays.copyOf(values, size);
                return;
            }
            File copy = Files.createTempFile("vaelab-sparse-", ".rows").toFile();
            file = new RandomAccessFile(copy, "rw");
            // An open file needs no name, except on Windows.
            if (!copy.delete()) {
                copy.deleteOnExit();
            }
            for (int i = 0; i < count; i++) {
                write(file, places[i], values[i]);
            }
            places = new int[0];
            values = new float[0];
        }

        private void write(RandomAccessFile to, int place, float value) throws IOException {
            if (buffer.remaining() < ENTRY_BYTES) {
                flush(to);
            }
            buffer.putInt(place).putFloat(value);
        }

        /** Ends the current row. */
        public void endRow() {
            starts[++row] = count;
        }

        private void flush(RandomAccessFile to) throws IOException {
            to.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }

        /** Returns the rows, when all have ended. */
        public SparseRows rows() throws IOException {
            if (row != starts.length - 1) {
                throw new IllegalStateException(row + " of " + (starts.length - 1) + " rows");
            }
            if (file == null) {
                int size = (int) count;
                Entries entries =
                        new InMemory(Arrays.copyOf(places, size), Arrays.copyOf(values, size));
                return new SparseRows(width, starts, entries);
            }
            flush(file);
            Entries entries = new InFile(file);
            file = null;
            return new SparseRows(width, starts, entries);
        }

        /** Closes the temporary file, if no rows were made. */
        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }
}
