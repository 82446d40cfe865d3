// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** A value as one execution of a program saw it; two are the same only if they are one object. */
final class Value {

    private final @Nullable Operation operation;
    private final List<Value> operands;
    private final int[] numbers;
    private final Shape shape;
    private final DType dtype;
    private final @Nullable Buffer held;
    private final boolean dependsOnInputs;

    private Value(@Nullable Operation operation, List<Value> operands, int[] numbers, Buffer real) {
        this.operation = operation;
        this.operands = operands;
        this.numbers = numbers;
        this.shape = real.shape();
        this.dtype = real.dtype();
        this.held = operation == null ? real : null;
        this.dependsOnInputs =
                operation instanceof Operation.Input
                        || operands.stream().anyMatch(Value::dependsOnInputs);
    }

    static Value of(Operation operation, List<Value> operands, int[] numbers, Buffer real) {
        return new Value(operation, operands, numbers, real);
    }

    /** Returns a value that was there before, such as a parameter. */
    static Value held(Buffer real) {
        return new Value(null, List.of(), new int[0], real);
    }

    boolean isHeld() {
        return operation == null;
    }

    /** Returns the operation, if it is not held. */
    Operation operation() {
        if (operation == null) {
            throw new IllegalStateException("what is held has no operation");
        }
        return operation;
    }

    List<Value> operands() {
        return operands;
    }

    int[] numbers() {
        return numbers;
    }

    Shape shape() {
        return shape;
    }

    DType dtype() {
        return dtype;
    }

    /** Returns the backend's buffer, if it is held. */
    Buffer held() {
        if (held == null) {
            throw new IllegalStateException("what an operation makes is not held");
        }
        return held;
    }

    boolean dependsOnInputs() {
        return dependsOnInputs;
    }
}
