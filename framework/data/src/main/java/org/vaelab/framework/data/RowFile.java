// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of numbers in a file, read where they lie.
 *
 * <p>The file is read in blocks of about 1 MiB, of which the {@value #CACHED_BLOCKS} used last stay
 * in memory. A row of a block that is rarely used is read alone. The file is not mapped: mapped
 * pages would count as memory of the process. It must not change while it is used.
 */
public final class RowFile implements PackedRows {

    static final int CACHED_BLOCKS = 64;

    private static final int BLOCK_BYTES = 1 << 20;

    /** Rows of this size cost about the same alone as in a block. */
    private static final int LARGE_ROW_BYTES = 1 << 16;

    /** After so many rows read alone, the block is read as a whole. */
    private static final int ROWS_READ_ALONE = 8;

    private final Path path;
    private final RandomAccessFile file;
    private final long bytesAtOpening;
    private final RowLayout layout;
    private final int rowBytes;
    private final int rowsPerBlock;
    private final int[] readAlone;
    private final byte[] single;
    private final Map<Integer, ByteBuffer> blocks = new LinkedHashMap<>(128, 0.75f, true);
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be opened, or is too short
     */
    public RowFile(Path path, RowLayout layout) throws IOException {
        if (layout.bytes() / layout.size() > Integer.MAX_VALUE - 8) {
            throw DataException.of("%s: a row of %s numbers is too long", path, layout.width());
        }
        this.path = path;
        this.layout = layout;
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.bytesAtOpening = file.length();
        if (bytesAtOpening < layout.offset() + layout.bytes()) {
            file.close();
            throw new EOFException(
                    "it has %s bytes, %s are expected"
                            .formatted(bytesAtOpening, layout.offset() + layout.bytes()));
        }
        this.rowBytes = layout.width() * layout.type().bytes();
        this.rowsPerBlock = rowBytes >= LARGE_ROW_BYTES ? 1 : BLOCK_BYTES / rowBytes;
        this.readAlone = new int[rowsPerBlock == 1 ? 0 : layout.size() / rowsPerBlock + 1];
        this.single = new byte[rowBytes];
    }

    @Override
    public RowLayout layout() {
        return layout;
    }

    int rowsPerBlock() {
        return rowsPerBlock;
    }

    @Override
    public int block(int row) {
        return rowsPerBlock == 1 ? 0 : row / rowsPerBlock;
    }

    @Override
    public boolean isStreamed() {
        return true;
    }

    @Override
    public synchronized void at(int row, Reading reading) {
        ByteBuffer from = bytesOf(row);
        reading.read(from, from.position());
    }

    /**
     * Returns the bytes of a row, from the position of a buffer that the next call may overwrite.
     */
    private ByteBuffer bytesOf(int row) {
        Objects.checkIndex(row, layout.size());
        if (rowsPerBlock == 1) {
            return alone(row);
        }
        int block = row / rowsPerBlock;
        ByteBuffer known = blocks.get(block);
        if (known == null && readAlone[block]++ < ROWS_READ_ALONE && !isNext(row)) {
            return alone(row);
        }
        ByteBuffer bytes = known == null ? loaded(block) : known;
        return bytes.position(row % rowsPerBlock * rowBytes);
    }

    /**
     * Returns whether the rows of the block before are in memory: the file is read in its order.
     */
    private boolean isNext(int row) {
        return row % rowsPerBlock == 0 && (row == 0 || blocks.containsKey(row / rowsPerBlock - 1));
    }

    private ByteBuffer alone(int row) {
        fill(single, (long) row * rowBytes, rowBytes);
        return ByteBuffer.wrap(single).order(layout.order());
    }

    private ByteBuffer loaded(int block) {
        if (blocks.size() >= CACHED_BLOCKS) {
            int oldest = blocks.keySet().iterator().next();
            free.add(Objects.requireNonNull(blocks.remove(oldest)));
        }
        readAlone[block] = 0;
        ByteBuffer bytes =
                free.isEmpty()
                        ? ByteBuffer.wrap(new byte[rowsPerBlock * rowBytes]).order(layout.order())
                        : free.remove();
        int rows = Math.min(rowsPerBlock, layout.size() - block * rowsPerBlock);
        fill(bytes.array(), (long) block * rowsPerBlock * rowBytes, rows * rowBytes);
        blocks.put(block, bytes);
        return bytes;
    }

    private void fill(byte[] target, long from, int count) {
        try {
            if (file.length() != bytesAtOpening) {
                throw new DataException(path + ": the file changed while it was in use");
            }
            file.seek(layout.offset() + from);
            file.readFully(target, 0, count);
        } catch (IOException e) {
            throw new DataException(path + ": cannot be read any more: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
