// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What a node is given: its operands and its attributes.
 *
 * @param values the operands; null where an optional one is left out
 * @param operatorSet of the file, by which the meaning of some operators differs
 */
record Operands(
        NodeProto node, List<@Nullable GraphValue> values, int operatorSet, TensorRuntime runtime) {

    int count() {
        return values.size();
    }

    boolean has(int i) {
        return i < values.size() && values.get(i) != null;
    }

    GraphValue value(int i) {
        GraphValue value = has(i) ? values.get(i) : null;
        if (value == null) {
            throw new IllegalArgumentException("operand " + i + " is missing");
        }
        return value;
    }

    Tensor tensor(int i) {
        return value(i).tensor(runtime);
    }

    Shape shape(int i) {
        return value(i).shape();
    }

    /** Returns an operand that must not depend on values of the input, such as a shape. */
    Numbers numbers(int i) {
        if (value(i) instanceof Numbers numbers) {
            return numbers;
        }
        throw new IllegalArgumentException(
                "operand '%s' depends on values of the input; expected a constant"
                        .formatted(node.getInput(i)));
    }

    int[] integers(int i) {
        return numbers(i).toInts();
    }

    boolean areNumbers() {
        return values.stream().allMatch(value -> value == null || value instanceof Numbers);
    }

    // ------------------------------------------------------------------------------ attributes

    Optional<AttributeProto> attribute(String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    int integer(String name, int absent) {
        return attribute(name).map(found -> Math.toIntExact(found.getI())).orElse(absent);
    }

    double number(String name, double absent) {
        // The shortest decimal that is this float, which is what the author of the model wrote.
        return attribute(name)
                .map(found -> Double.parseDouble(Float.toString(found.getF())))
                .orElse(absent);
    }

    String text(String name, String absent) {
        return attribute(name).map(found -> found.getS().toStringUtf8()).orElse(absent);
    }

    Optional<int[]> integers(String name) {
        return attribute(name)
                .map(found -> found.getIntsList().stream().mapToInt(Operands::bounded).toArray());
    }

    /** Returns an integer; one beyond the range of int is its end. */
    private static int bounded(long value) {
        return (int) Math.max(Math.min(value, Integer.MAX_VALUE), Integer.MIN_VALUE);
    }

    int[] integers(String name, int... absent) {
        return integers(name).orElse(absent);
    }

    /**
     * Returns integers that are an operand in newer operator sets, and an attribute in older ones.
     */
    Optional<int[]> integers(int operand, String attribute) {
        return has(operand) ? Optional.of(integers(operand)) : integers(attribute);
    }

    /** Returns axes of the first operand, counted from the front; all without any. */
    int[] axes(int operand) {
        Shape shape = shape(0);
        int[] given = integers(operand, "axes").orElseGet(() -> new int[0]);
        return given.length == 0
                ? IntStream.range(0, shape.rank()).toArray()
                : IntStream.of(given).map(shape::axis).toArray();
    }

    /** Returns the axis that an attribute names, counted from the front. */
    int axis(int absent) {
        return shape(0).axis(integer("axis", absent));
    }

    void requireText(String name, String... known) {
        String given = text(name, known[0]);
        if (!List.of(known).contains(given)) {
            throw new IllegalArgumentException(
                    "%s is '%s'; expected %s".formatted(name, given, String.join(" or ", known)));
        }
    }
}
