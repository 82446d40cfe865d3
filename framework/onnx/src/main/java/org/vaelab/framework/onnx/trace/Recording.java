// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** Records the operations of a backend. Values from before and after the recording are held. */
final class Recording {

    /** Classes that only pass on what others ask for. */
    private static final List<String> PASSING_ON =
            List.of("java.", "org.vaelab.framework.tensor.", "org.vaelab.framework.onnx.trace.");

    /** A buffer with where it comes from. Compared by identity, as every buffer is. */
    private record Traced(Buffer real, TracedValue value) implements Buffer {

        @Override
        public Shape shape() {
            return real.shape();
        }

        @Override
        public DType dtype() {
            return real.dtype();
        }
    }

    private final StorageOperations storage;
    private boolean active;
    private @Nullable String input;
    private @Nullable TracedValue asked;
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
    TracedValue valueOf(Runnable reading) {
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
        return ((Traced) buffer).real;
    }

    Buffer result(Operation operation, Buffer real, List<Buffer> operands) {
        if (!active) {
            return held(real);
        }
        List<TracedValue> values = new ArrayList<>();
        for (Buffer operand : operands) {
            values.add(((Traced) operand).value);
        }
        return new Traced(real, TracedValue.of(new ValueOrigin.Computed(operation), values, real));
    }

    Buffer created(Buffer real) {
        if (!active) {
            return held(real);
        }
        ValueOrigin origin =
                input == null
                        ? new ValueOrigin.Constant(Literal.of(real, storage))
                        : new ValueOrigin.Input(input);
        return new Traced(real, TracedValue.of(origin, List.of(), real));
    }

    Buffer copy(Buffer original, Buffer real) {
        TracedValue value = ((Traced) original).value;
        return active && !value.isHeld() ? new Traced(real, value) : held(real);
    }

    private static Buffer held(Buffer real) {
        return new Traced(real, TracedValue.of(new ValueOrigin.Held(real), List.of(), real));
    }

    /**
     * Notes that Java reads a buffer.
     *
     * @throws UntraceableException if its numbers depend on inputs, and another reads them than the
     *     one who asked for its value
     */
    void requireReadable(Buffer buffer) {
        TracedValue value = ((Traced) buffer).value;
        if (asking) {
            asked = value;
        } else if (active && value.dependsOnInputs()) {
            throw new UntraceableException(
                    caller() + " reads numbers that depend on the inputs, in Java");
        }
    }

    /**
     * Notes that a buffer is overwritten.
     *
     * @throws UntraceableException while a program is traced
     */
    void requireUntraced() {
        if (active) {
            throw new UntraceableException(caller() + " overwrites numbers, which a graph cannot");
        }
    }

    /**
     * Returns the class that asks the backend, and the method unless it is a constructor or a
     * lambda.
     */
    private static String caller() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.filter(Recording::asks)
                                        .findFirst()
                                        .map(Recording::name)
                                        .orElse("the program"));
    }

    private static boolean asks(StackWalker.StackFrame frame) {
        return PASSING_ON.stream().noneMatch(frame.getClassName()::startsWith);
    }

    private static String name(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
        String method = frame.getMethodName();
        boolean named = !method.startsWith("<") && !method.contains("$");
        return named ? simple + "." + method : simple;
    }
}
