// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** What a backend was asked for, while it is written down; before and after, all values are held. */
final class Recording {

    private static final int[] NONE = new int[0];

    private final StorageOperations storage;
    private boolean active;
    private @Nullable String input;
    private @Nullable Value asked;
    private boolean asking;

    Recording(StorageOperations storage) {
        this.storage = storage;
    }

    /** Writes down what is computed. */
    <T> T during(Supplier<T> computation) {
        active = true;
        try {
            return computation.get();
        } finally {
            active = false;
        }
    }

    /** Calls what is created next an input. */
    <T> T input(String name, Supplier<T> creation) {
        input = name;
        try {
            return creation.get();
        } finally {
            input = null;
        }
    }

    /** Returns the value that is read, of which no number is looked at. */
    Value valueOf(Runnable reading) {
        asking = true;
        asked = null;
        try {
            reading.run();
        } finally {
            asking = false;
        }
        if (asked == null) {
            throw new IllegalArgumentException("nothing was read of the backend that is traced");
        }
        return asked;
    }

    static Buffer real(Buffer buffer) {
        return ((Traced) buffer).real();
    }

    /** Returns the buffer of a result. */
    Buffer result(Operation operation, Buffer real, Buffer... operands) {
        return result(operation, NONE, real, operands);
    }

    /** Returns the buffer of a result of an operation with numbers. */
    Buffer result(Operation operation, int[] numbers, Buffer real, Buffer... operands) {
        if (!active) {
            return held(real);
        }
        List<Value> values = new ArrayList<>();
        for (Buffer operand : operands) {
            values.add(((Traced) operand).value());
        }
        return new Traced(real, Value.of(operation, values, numbers, real));
    }

    /** Returns a buffer of numbers that Java gives. */
    Buffer created(Buffer real) {
        if (!active) {
            return held(real);
        }
        Operation operation =
                input == null
                        ? new Operation.Constant(Literal.of(real, storage))
                        : new Operation.Input(input);
        return new Traced(real, Value.of(operation, List.of(), NONE, real));
    }

    /** Returns a copy of a buffer. */
    Buffer copy(Buffer original, Buffer real) {
        Value value = ((Traced) original).value();
        return active && !value.isHeld() ? new Traced(real, value) : held(real);
    }

    private static Buffer held(Buffer real) {
        return new Traced(real, Value.held(real));
    }

    /**
     * Returns the real buffer of one that Java reads.
     *
     * @throws UntraceableException if its numbers depend on inputs, and another reads them than the one
     *     who asked for its value
     */
    Buffer read(Buffer buffer) {
        Traced traced = (Traced) buffer;
        if (asking) {
            asked = traced.value();
        } else if (active && traced.value().dependsOnInputs()) {
            throw new UntraceableException(
                    Caller.name() + " reads numbers that depend on the inputs, in Java");
        }
        return traced.real();
    }

    /**
     * Returns the real buffer of one that is overwritten.
     *
     * @throws UntraceableException while a program is traced
     */
    Buffer overwritten(Buffer buffer) {
        if (active) {
            throw new UntraceableException(
                    Caller.name() + " overwrites numbers, which a graph cannot");
        }
        return real(buffer);
    }
}
