// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * A member's buffer: a name for the future result of an operation, and then its place in a {@link
 * Stack}.
 */
final class Value implements Buffer {

    /** Values that die together: those of a region, a kept one, or those outside any region. */
    static final class Life {

        private final List<Value> values = new ArrayList<>();
        private boolean over;

        void add(Value value) {
            values.add(value);
        }

        List<Value> values() {
            return values;
        }

        boolean isOver() {
            return over;
        }

        /** Refuses the values from now on; their memory is freed when the program comes to this place. */
        void end() {
            over = true;
        }
    }

    private final Shape shape;
    private final DType dtype;
    private final Life life;
    private @Nullable Stack stack;
    private int place;

    /** The program that names it last, and its number there. */
    private @Nullable Program namedBy;

    private int number;

    Value(Shape shape, DType dtype, Life life) {
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

    /** Returns where it lies; null as long as its operation has not been carried out. */
    @Nullable Stack stack() {
        return stack;
    }

    int place() {
        return place;
    }

    /** Puts it into a place of a stack, out of the one where it lay. */
    void lieIn(Stack other, int itsPlace) {
        Stack before = stack;
        other.hold();
        stack = other;
        place = itsPlace;
        if (before != null) {
            before.letGo();
        }
    }

    /** Has it lie in memory that outlives its region, unless it has ended. */
    void keep() {
        if (stack != null && !isOver()) {
            stack.keep();
        }
    }

    /** Ends it: its place may be used for something else. */
    void leave() {
        Stack before = stack;
        stack = null;
        if (before != null) {
            before.letGo();
        }
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
