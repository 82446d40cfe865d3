// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.StorageOperations;

/**
 * Two executions of a program on batches of two sizes, compared from their outputs backwards: what
 * they have in common is the graph.
 */
final class TraceComparison {

    /** Two values at the same position; compared by identity, as values are. */
    private record Pair(TracedValue first, TracedValue second) {}

    /** The key by which equal nodes are found. */
    private record Key(
            ValueOrigin origin,
            List<Integer> operands,
            List<Extent> numbers,
            List<Extent> shape,
            DType dtype,
            Optional<String> name) {}

    private final StorageOperations storage;
    private final Map<TracedValue, String> names;
    private final int firstRows;
    private final int secondRows;
    private final Map<Pair, Node> compared = new HashMap<>();
    private final Map<Key, Node> known = new HashMap<>();
    private final Map<TracedValue, Literal> read = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * Begins a comparison.
     *
     * @param storage where values that are held are read
     * @param names of such values
     */
    TraceComparison(
            StorageOperations storage,
            Map<TracedValue, String> names,
            int firstRows,
            int secondRows) {
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
    Node node(TracedValue first, TracedValue second) {
        Pair pair = new Pair(first, second);
        Node known = compared.get(pair);
        if (known == null) {
            known = isGiven(first) && isGiven(second) ? given(first, second) : made(first, second);
            compared.put(pair, known);
        }
        return known;
    }

    private static boolean isGiven(TracedValue value) {
        return value.isHeld() || value.origin() instanceof ValueOrigin.Constant;
    }

    /** Numbers that no operation made: the same both times, or one row that is repeated. */
    private Node given(TracedValue first, TracedValue second) {
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
                new ValueOrigin.Computed(new Operation.BroadcastTo(first.shape())),
                List.of(constant(one.firstRow(), name)),
                List.of(),
                extents("numbers made in Java", first, second),
                one.dtype(),
                Optional.empty());
    }

    private Literal literal(TracedValue value) {
        if (value.origin() instanceof ValueOrigin.Constant constant) {
            return constant.literal();
        }
        Buffer held = ((ValueOrigin.Held) value.origin()).buffer();
        return read.computeIfAbsent(value, absent -> Literal.of(held, storage));
    }

    private Node constant(Literal literal, Optional<String> name) {
        List<Extent> shape = new ArrayList<>();
        for (int extent : literal.shape().toArray()) {
            shape.add(new Extent(extent, false));
        }
        return add(
                new ValueOrigin.Constant(literal),
                List.of(),
                List.of(),
                shape,
                literal.dtype(),
                name);
    }

    private Node made(TracedValue first, TracedValue second) {
        if (first.isHeld()
                || second.isHeld()
                || !form(first.origin()).equals(form(second.origin()))
                || first.operands().size() != second.operands().size()) {
            throw new UntraceableException(
                    ("the program is another one for other rows: it has %s for %s "
                                    + "rows, and %s for %s")
                            .formatted(described(first), firstRows, described(second), secondRows));
        }
        List<Node> operands = new ArrayList<>();
        for (int i = 0; i < first.operands().size(); i++) {
            operands.add(node(first.operands().get(i), second.operands().get(i)));
        }
        String what = described(first);
        List<Extent> numbers = new ArrayList<>();
        List<Integer> others = numbers(second.origin());
        for (int number : numbers(first.origin())) {
            numbers.add(extent(what, number, others.get(numbers.size())));
        }
        return add(
                first.origin(),
                operands,
                numbers,
                extents(what, first, second),
                first.dtype(),
                Optional.empty());
    }

    /** Returns an origin without the extents that may depend on the number of rows. */
    private static ValueOrigin form(ValueOrigin origin) {
        if (!(origin instanceof ValueOrigin.Computed computed)) {
            return origin;
        }
        Operation operation = computed.operation();
        Shape none = Shape.scalar();
        if (operation instanceof Operation.Fill fill) {
            operation = new Operation.Fill(fill.number(), none, fill.dtype());
        } else if (operation instanceof Operation.Reshape) {
            operation = new Operation.Reshape(none);
        } else if (operation instanceof Operation.BroadcastTo) {
            operation = new Operation.BroadcastTo(none);
        } else if (operation instanceof Operation.Slice slice) {
            operation = new Operation.Slice(slice.axis(), 0, 0);
        } else if (operation instanceof Operation.Pad pad) {
            operation = new Operation.Pad(pad.axis(), 0, 0);
        } else if (operation instanceof Operation.ConvolveInputGradient gradient) {
            operation =
                    new Operation.ConvolveInputGradient(
                            none, gradient.geometry(), gradient.reduced());
        }
        return new ValueOrigin.Computed(operation);
    }

    /** Returns the ends of a slice, or the zeros of a pad. */
    private static List<Integer> numbers(ValueOrigin origin) {
        if (origin instanceof ValueOrigin.Computed computed) {
            if (computed.operation() instanceof Operation.Slice slice) {
                return List.of(slice.from(), slice.to());
            }
            if (computed.operation() instanceof Operation.Pad pad) {
                return List.of(pad.before(), pad.after());
            }
        }
        return List.of();
    }

    private static String described(TracedValue value) {
        return value.isHeld() ? "a parameter" : value.origin().toString();
    }

    private List<Extent> extents(String what, TracedValue first, TracedValue second) {
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
            ValueOrigin origin,
            List<Node> operands,
            List<Extent> numbers,
            List<Extent> shape,
            DType dtype,
            Optional<String> name) {
        Key key =
                new Key(
                        origin,
                        operands.stream().map(Node::id).toList(),
                        numbers,
                        shape,
                        dtype,
                        name);
        return known.computeIfAbsent(
                key,
                absent -> {
                    Node node =
                            new Node(nodes.size(), origin, operands, numbers, shape, dtype, name);
                    nodes.add(node);
                    return node;
                });
    }
}
