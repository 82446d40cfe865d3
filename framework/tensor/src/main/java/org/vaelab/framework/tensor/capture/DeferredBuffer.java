// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** The future result of an operation, and later the buffer of the wrapped backend that holds it. */
final class DeferredBuffer implements Buffer {

    /** Values that die together: those of a region, a kept one, or those outside any region. */
    static final class Life {

        private final List<DeferredBuffer> values = new ArrayList<>();
        private boolean over;

        void add(DeferredBuffer value) {
            values.add(value);
        }

        List<DeferredBuffer> values() {
            return values;
        }

        boolean isOver() {
            return over;
        }

        /**
         * Refuses the values from now on; their memory is freed when the program comes to this
         * place.
         */
        void end() {
            over = true;
        }
    }

    private final Shape shape;
    private final DType dtype;
    private final Life life;
    private @Nullable Buffer buffer;
    private boolean kept;

    /** The program that names it last, and its number there. */
    private @Nullable Program namedBy;

    private int number;

    DeferredBuffer(Shape shape, DType dtype, Life life) {
        this.shape = shape;
        this.dtype = dtype;
        this.life = life;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    Life life() {
        return life;
    }

    boolean isOver() {
        return life.isOver();
    }

    /** Returns whether it has a number in a program. */
    boolean isNamedBy(Program program) {
        return namedBy == program;
    }

    int number() {
        return number;
    }

    void name(Program program, int itsNumber) {
        namedBy = program;
        number = itsNumber;
    }

    /**
     * Returns the buffer that holds it.
     *
     * @throws IllegalStateException if its operation has not been run
     */
    Buffer buffer() {
        Buffer known = buffer;
        if (known == null) {
            throw new IllegalStateException(this + " has not been computed");
        }
        return known;
    }

    /** Sets the buffer, of an open region. */
    void place(Buffer computed) {
        buffer = computed;
    }

    /** Sets the buffer, which {@link #leave} releases. */
    void placeKept(Buffer computed) {
        buffer = computed;
        kept = true;
    }

    /** Copies it to memory that outlives its region, unless it has ended or is there. */
    void keep(StorageOperations storage) {
        if (buffer != null && !kept && !isOver()) {
            placeKept(storage.keep(buffer));
        }
    }

    /** Ends it, and releases its memory if it is kept. */
    void leave(StorageOperations storage) {
        if (buffer != null && kept) {
            storage.release(buffer);
        }
        buffer = null;
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
