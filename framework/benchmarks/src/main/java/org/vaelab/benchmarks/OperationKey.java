// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * An operation of a backend, by what makes its calls alike.
 *
 * @param name of the method
 * @param operands the shapes of its arguments, and their names and flags; constants are left out
 */
record OperationKey(String name, List<Object> operands) {

    /** Describes a call. */
    static OperationKey of(String name, Object[] arguments, Object result) {
        List<Object> operands = new ArrayList<>();
        if (arguments != null) {
            for (Object argument : arguments) {
                describe(argument, operands);
            }
        }
        if (operands.isEmpty() && result instanceof Buffer buffer) {
            operands.add(buffer.shape());
        }
        return new OperationKey(name, operands);
    }

    private static void describe(Object argument, List<Object> operands) {
        if (argument instanceof Buffer buffer) {
            operands.add(buffer.shape());
        } else if (argument instanceof List<?> parts) {
            parts.forEach(part -> describe(part, operands));
        } else if (argument instanceof Shape
                || argument instanceof Enum<?>
                || argument instanceof Boolean) {
            operands.add(argument);
        }
    }

    /**
     * Returns how many multiplications and additions a product of matrices or a convolution has, and
     * 0 of all else.
     */
    static double flops(String name, Object[] arguments, Object result) {
        return switch (name) {
            case "matmul" -> {
                Shape a = shape(arguments[0]);
                yield 2.0 * shape(result).size() * a.extent((Boolean) arguments[1] ? -2 : -1);
            }
            case "linear" -> 2.0 * shape(result).size() * shape(arguments[0]).extent(-1);
            case "convolve" -> 2.0 * shape(result).size() * shape(arguments[1]).from(1).size();
            case "convolveInputGradient" ->
                    2.0 * shape(arguments[0]).size() * shape(arguments[1]).from(1).size();
            case "convolveKernelGradient" ->
                    2.0 * shape(arguments[1]).size() * shape(arguments[2]).from(1).size();
            default -> 0;
        };
    }

    private static Shape shape(Object argument) {
        return argument instanceof Shape shape ? shape : ((Buffer) argument).shape();
    }

    /** Returns the operands in one line. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Object operand : operands) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(operand instanceof Boolean flag ? flag ? "T" : "-" : operand.toString());
        }
        return text.toString();
    }
}
