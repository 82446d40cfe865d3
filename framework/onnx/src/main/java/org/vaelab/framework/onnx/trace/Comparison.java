// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/**
 * Two executions of a program on batches of two sizes, compared from their outputs backwards: what they
 * have in common is the graph.
 */
final class Comparison {

    /** Two values at the same position; compared by identity, as values are. */
    private record Pair(Value first, Value second) {}

    /** The key by which equal nodes are found. */
    private record Key(
            Operation operation,
            List<Integer> operands,
            List<Extent> numbers,
            List<Extent> shape,
            DType dtype,
            Optional<String> name) {}

    private final StorageOperations storage;
    private final Map<Value, String> names;
    private final int firstRows;
    private final int secondRows;
    private final Map<Pair, Node> compared = new HashMap<>();
    private final Map<Key, Node> known = new HashMap<>();
    private final Map<Value, Literal> read = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * Begins a comparison.
     *
     * @param storage where values that are held are read
     * @param names of such values
     */
    Comparison(StorageOperations storage, Map<Value, String> names, int firstRows, int secondRows) {
        this.storage = storage;
        this.names = names;
        this.firstRows = firstRows;
        this.secondRows = secondRows;
    }

    /** Returns all nodes so far, each after its operands. */
    List<Node> nodes() {
        return nodes;
    }

    /**
     * Returns the node of which two values are.
     *
     * @throws UntraceableException if they are none
     */
    Node node(Value first, Value second) {
        Pair pair = new Pair(first, second);
        Node known = compared.get(pair);
        if (known == null) {
            known = isGiven(first) && isGiven(second) ? given(first, second) : made(first, second);
            compared.put(pair, known);
        }
        return known;
    }

    private static boolean isGiven(Value value) {
        return value.isHeld() || value.operation() instanceof Operation.Constant;
    }

    /** Numbers that no operation made: the same both times, or one row that is repeated. */
    private Node given(Value first, Value second) {
        Literal one = literal(first);
        Literal other = literal(second);
        Optional<String> name = Optional.ofNullable(names.get(first));
        if (one.equals(other)) {
            return constant(one, name);
        }
        boolean repeated =
                one.shape().rank() > 0
                        && one.shape().rank() == other.shape().rank()
                        && one.hasEqualRows()
                        && other.hasEqualRows()
                        && one.firstRow().equals(other.firstRow());
        if (!repeated) {
            throw new UntraceableException(
                    ("numbers that are made in Java, %s for %s rows, are others for "
                                    + "other rows")
                            .formatted(one, firstRows));
        }
        return add(
                new Operation.BroadcastTo(),
                List.of(constant(one.firstRow(), name)),
                List.of(),
                extents("numbers made in Java", first, second),
                one.dtype(),
                Optional.empty());
    }

    private Literal literal(Value value) {
        if (value.operation() instanceof Operation.Constant constant) {
            return constant.literal();
        }
        Buffer held = ((Operation.Held) value.operation()).buffer();
        return read.computeIfAbsent(value, absent -> Literal.of(held, storage));
    }

    private Node constant(Literal literal, Optional<String> name) {
        List<Extent> shape = new ArrayList<>();
        for (int extent : literal.shape().toArray()) {
            shape.add(new Extent(extent, false));
        }
        return add(
                new Operation.Constant(literal),
                List.of(),
                List.of(),
                shape,
                literal.dtype(),
                name);
    }

    private Node made(Value first, Value second) {
        if (first.isHeld()
                || second.isHeld()
                || !first.operation().equals(second.operation())
                || first.operands().size() != second.operands().size()) {
            throw new UntraceableException(
                    ("the program is another one for other rows: it has %s for %s "
                                    + "rows, and %s for %s")
                            .formatted(described(first), firstRows, described(second), secondRows));
        }
        if (first.operation() instanceof Operation.Other other) {
            throw new UntraceableException("no graph has " + other.name());
        }
        List<Node> operands = new ArrayList<>();
        for (int i = 0; i < first.operands().size(); i++) {
            operands.add(node(first.operands().get(i), second.operands().get(i)));
        }
        String what = described(first);
        List<Extent> numbers = new ArrayList<>();
        for (int i = 0; i < first.numbers().length; i++) {
            numbers.add(extent(what, first.numbers()[i], second.numbers()[i]));
        }
        return add(
                first.operation(),
                operands,
                numbers,
                extents(what, first, second),
                first.dtype(),
                Optional.empty());
    }

    private static String described(Value value) {
        return value.isHeld() ? "a parameter" : value.operation().toString();
    }

    private List<Extent> extents(String what, Value first, Value second) {
        if (first.shape().rank() != second.shape().rank()) {
            throw new UntraceableException(
                    "%s has the shape %s for %s rows, and %s for %s"
                            .formatted(what, first.shape(), firstRows, second.shape(), secondRows));
        }
        List<Extent> extents = new ArrayList<>();
        for (int axis = 0; axis < first.shape().rank(); axis++) {
            extents.add(extent(what, first.shape().extent(axis), second.shape().extent(axis)));
        }
        return extents;
    }

    private Extent extent(String what, int first, int second) {
        if (first == second) {
            return new Extent(first, false);
        }
        int each = first / firstRows;
        if (each * firstRows != first || each * secondRows != second) {
            throw new UntraceableException(
                    ("%s has an extent of %s for %s rows and of %s for %s, which is "
                                    + "no multiple of them")
                            .formatted(what, first, firstRows, second, secondRows));
        }
        return new Extent(each, true);
    }

    private Node add(
            Operation operation,
            List<Node> operands,
            List<Extent> numbers,
            List<Extent> shape,
            DType dtype,
            Optional<String> name) {
        Key key =
                new Key(
                        operation,
                        operands.stream().map(Node::id).toList(),
                        numbers,
                        shape,
                        dtype,
                        name);
        return known.computeIfAbsent(
                key,
                absent -> {
                    Node node =
                            new Node(
                                    nodes.size(), operation, operands, numbers, shape, dtype, name);
                    nodes.add(node);
                    return node;
                });
    }
}
