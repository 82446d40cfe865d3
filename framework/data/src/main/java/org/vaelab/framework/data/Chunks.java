// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The evaluation chunks: a table of examples in sequential blocks, in order, each example once. The
 * last block may be smaller.
 */
public final class Chunks implements Iterable<MiniBatch> {
    private final Examples examples;
    private final int chunkSize;

    /**
     * Blocks of up to {@code chunkSize} examples.
     *
     * @throws DataException if {@code chunkSize} is not positive
     */
    public Chunks(Examples examples, int chunkSize) {
        if (!(chunkSize > 0)) {
            throw new DataException("evaluation chunk of " + chunkSize + ", expected at least 1");
        }
        this.examples = examples;
        this.chunkSize = Math.min(chunkSize, examples.size());
    }

    public int count() {
        return (examples.size() + chunkSize - 1) / chunkSize;
    }

    /**
     * One block, in arrays of its own.
     *
     * @throws IndexOutOfBoundsException if there is no such block
     */
    public MiniBatch at(int chunk) {
        Objects.checkIndex(chunk, count());
        int start = chunk * chunkSize;
        int size = Math.min(chunkSize, examples.size() - start);
        MiniBatch batch = MiniBatch.allocate(examples, size).forStep(chunk);
        for (int i = 0; i < size; i++) {
            batch.fill(i, examples, start + i);
        }
        return batch;
    }

    @Override
    public Iterator<MiniBatch> iterator() {
        return IntStream.range(0, count()).mapToObj(this::at).iterator();
    }
}
