// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** Shapes, and operators that move elements. On shapes and constants they compute in Java. */
final class ArrangementOperators {

    private ArrangementOperators() {}

    static void addTo(Map<String, Operator> table) {
        table.put("Identity", Operator.of(x -> x.value(0)));
        table.put("Dropout", Operator.of(ArrangementOperators::dropout));
        table.put("Constant", Operator.of(ArrangementOperators::constant));
        table.put("Shape", Operator.of(ArrangementOperators::shape));
        table.put("ConstantOfShape", Operator.of(ArrangementOperators::constantOfShape));
        table.put("Reshape", Operator.of(ArrangementOperators::reshape));
        table.put("Flatten", Operator.of(ArrangementOperators::flatten));
        table.put("Squeeze", Operator.of(ArrangementOperators::squeeze));
        table.put("Unsqueeze", Operator.of(ArrangementOperators::unsqueeze));
        table.put("Transpose", Operator.of(ArrangementOperators::transpose));
        table.put("Expand", Operator.of(ArrangementOperators::expand));
        table.put("Concat", Operator.of(ArrangementOperators::concat));
        table.put("Slice", Operator.of(ArrangementOperators::slice));
        table.put("Gather", Operator.of(ArrangementOperators::gather));
        table.put("Split", ArrangementOperators::split);
        table.put("Pad", Operator.ofTensor(ArrangementOperators::pad));
    }

    private static GraphValue dropout(Operands x) {
        if (x.has(2) && x.numbers(2).values()[0] != 0) {
            throw new IllegalArgumentException(
                    "is in training mode, and draws random numbers\ncall model.eval() before the export");
        }
        return x.value(0);
    }

    private static GraphValue constant(Operands x) {
        AttributeProto given = x.node().getAttribute(0);
        return switch (given.getName()) {
            case "value" -> TensorData.numbers(given.getT(), null);
            case "value_float" -> single(given.getF(), false);
            case "value_int" -> single((double) given.getI(), true);
            case "value_ints" -> several(given.getIntsList(), true);
            case "value_floats" -> several(given.getFloatsList(), false);
            default ->
                    throw new IllegalArgumentException(
                            "has a constant of the kind '%s'; expected numbers"
                                    .formatted(given.getName()));
        };
    }

    private static Numbers single(double value, boolean isInteger) {
        return Numbers.lasting(new double[] {value}, Shape.scalar(), isInteger);
    }

    private static Numbers several(List<? extends Number> given, boolean areIntegers) {
        double[] values = given.stream().mapToDouble(Number::doubleValue).toArray();
        return Numbers.lasting(values, Shape.of(values.length), areIntegers);
    }

    private static GraphValue shape(Operands x) {
        int rank = x.shape(0).rank();
        int from = Math.min(Math.max(fromEnd(x.integer("start", 0), rank), 0), rank);
        int to = Math.min(Math.max(fromEnd(x.integer("end", rank), rank), from), rank);
        return Numbers.vector(x.shape(0).range(from, to).toArray());
    }

    private static int fromEnd(int place, int extent) {
        return place < 0 ? place + extent : place;
    }

    private static GraphValue constantOfShape(Operands x) {
        TensorProto value =
                x.attribute("value")
                        .map(AttributeProto::getT)
                        .orElse(TensorProto.getDefaultInstance());
        Numbers number =
                value.getDimsCount() == 0 && value.getDataType() == 0
                        ? Numbers.of(new double[1], Shape.of(1), false)
                        : TensorData.numbers(value, null);
        Shape target = Shape.of(x.integers(0));
        double fill = number.values()[0];
        return number.areIntegers()
                ? Numbers.of(filled(target.size(), fill), target, true)
                : new GraphValue.Computed(x.runtime().full(fill, target));
    }

    private static double[] filled(int size, double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }

    private static GraphValue reshape(Operands x) {
        int[] target = x.integers(1);
        Shape own = x.shape(0);
        boolean copies = x.integer("allowzero", 0) == 0;
        int known = 1;
        for (int i = 0; i < target.length; i++) {
            target[i] = target[i] == 0 && copies ? own.extent(i) : target[i];
            known *= target[i] == -1 ? 1 : target[i];
        }
        int rest = known == 0 ? 0 : own.size() / known;
        Shape shape = Shape.of(Arrays.stream(target).map(e -> e == -1 ? rest : e).toArray());
        if (shape.size() != own.size()) {
            throw new IllegalArgumentException(
                    "%s cannot be reshaped to %s\nthe graph may fix the batch size inside; use x.flatten(1) or x.view(x.size(0), -1), and free the batch axis in the export"
                            .formatted(own, Arrays.toString(x.integers(1))));
        }
        return x.value(0).reshape(shape);
    }

    private static GraphValue flatten(Operands x) {
        int rank = x.shape(0).rank();
        int axis = fromEnd(x.integer("axis", 1), rank);
        return x.value(0)
                .reshape(Shape.of(x.shape(0).range(0, axis).size(), x.shape(0).from(axis).size()));
    }

    private static GraphValue squeeze(Operands x) {
        Shape shape = x.shape(0);
        boolean all = x.integers(1, "axes").isEmpty();
        List<Integer> dropped = Arrays.stream(x.axes(1)).boxed().toList();
        int[] left =
                IntStream.range(0, shape.rank())
                        .filter(i -> !(dropped.contains(i) && (!all || shape.extent(i) == 1)))
                        .map(shape::extent)
                        .toArray();
        return x.value(0).reshape(Shape.of(left));
    }

    private static GraphValue unsqueeze(Operands x) {
        int[] axes = x.integers(1, "axes").orElseThrow();
        int rank = x.shape(0).rank() + axes.length;
        List<Integer> extents = new ArrayList<>();
        Arrays.stream(x.shape(0).toArray()).forEach(extents::add);
        Arrays.stream(axes)
                .map(axis -> fromEnd(axis, rank))
                .sorted()
                .forEach(axis -> extents.add(axis, 1));
        return x.value(0).reshape(Shape.of(extents.stream().mapToInt(e -> e).toArray()));
    }

    private static GraphValue transpose(Operands x) {
        int rank = x.shape(0).rank();
        int[] reversed = IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        return x.value(0).permute(x.integers("perm", reversed));
    }

    private static GraphValue expand(Operands x) {
        return x.value(0).broadcastTo(x.shape(0).broadcast(Shape.of(x.integers(1))));
    }

    private static GraphValue concat(Operands x) {
        List<GraphValue> parts = new ArrayList<>();
        for (@Nullable GraphValue part : x.values()) {
            if (part != null) {
                parts.add(part);
            }
        }
        return GraphValue.concatenated(parts, x.axis(0), x.runtime());
    }

    private static GraphValue slice(Operands x) {
        int[] starts = x.integers(1, "starts").orElseThrow();
        int[] ends = x.integers(2, "ends").orElseThrow();
        int[] axes =
                x.integers(3, "axes").orElseGet(() -> IntStream.range(0, starts.length).toArray());
        GraphValue sliced = x.value(0);
        for (int i = 0; i < starts.length; i++) {
            int axis = x.shape(0).axis(axes[i]);
            int step = x.has(4) ? x.integers(4)[i] : 1;
            sliced =
                    sliced.take(
                            axis, places(starts[i], ends[i], step, sliced.shape().extent(axis)));
        }
        return sliced;
    }

    private static int[] places(int start, int end, int step, int extent) {
        int least = step > 0 ? 0 : -1;
        int greatest = step > 0 ? extent : extent - 1;
        int from = Math.min(Math.max(fromEnd(start, extent), 0), greatest);
        int to = Math.min(Math.max(fromEnd(end, extent), least), greatest);
        int n = Math.max(0, (to - from + step - Integer.signum(step)) / step);
        return IntStream.range(0, n).map(i -> from + i * step).toArray();
    }

    private static GraphValue gather(Operands x) {
        int axis = x.axis(0);
        Shape shape = x.shape(0);
        Shape indices = x.shape(1);
        Shape target = shape.range(0, axis).append(indices).append(shape.from(axis + 1));
        if (x.value(1) instanceof Numbers numbers) {
            int extent = shape.extent(axis);
            int[] places = Arrays.stream(numbers.toInts()).map(i -> fromEnd(i, extent)).toArray();
            return x.value(0).take(axis, places).reshape(target);
        }
        Tensor places = x.tensor(1).reshape(indices.size()).cast(DType.INT32);
        return new GraphValue.Computed(x.tensor(0).gather(axis, places).reshape(target));
    }

    private static List<GraphValue> split(Operands x) {
        int axis = x.axis(0);
        int extent = x.shape(0).extent(axis);
        int parts = x.node().getOutputCount();
        int each = (extent + parts - 1) / parts;
        int[] sizes =
                x.integers(1, "split")
                        .orElseGet(
                                () ->
                                        IntStream.range(0, parts)
                                                .map(i -> Math.min(each, extent - i * each))
                                                .toArray());
        List<GraphValue> split = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            split.add(x.value(0).slice(axis, from, from + size));
            from += size;
        }
        return split;
    }

    private static Tensor pad(Operands x) {
        x.requireText("mode", "constant", "reflect", "edge");
        String mode = x.text("mode", "constant");
        int[] pads = x.integers(1, "pads").orElseThrow();
        int[] axes =
                x.has(3)
                        ? Arrays.stream(x.integers(3)).map(x.shape(0)::axis).toArray()
                        : IntStream.range(0, pads.length / 2).toArray();
        double value = x.has(2) ? x.numbers(2).values()[0] : x.number("value", 0);
        Tensor padded = x.tensor(0);
        for (int i = 0; i < axes.length; i++) {
            int before = pads[i];
            int after = pads[axes.length + i];
            padded =
                    mode.equals("constant") || before < 0 || after < 0
                            ? Windows.pad(padded, axes[i], before, after, value)
                            : repeated(padded, axes[i], before, after, mode.equals("reflect"));
        }
        return padded;
    }

    private static Tensor repeated(Tensor x, int axis, int before, int after, boolean reflects) {
        int last = x.shape().extent(axis) - 1;
        int[] places =
                IntStream.rangeClosed(-before, last + after)
                        .map(i -> reflects && i > last ? 2 * last - i : reflects ? Math.abs(i) : i)
                        .map(i -> Math.min(Math.max(i, 0), last))
                        .toArray();
        return before == 0 && after == 0 ? x : GraphValue.Computed.take(x, axis, places);
    }
}
