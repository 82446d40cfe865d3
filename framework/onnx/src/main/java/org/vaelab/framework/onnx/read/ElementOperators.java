// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.onnx.OperatorNames;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions of elements: those that are written, and the activations of PyTorch. */
final class ElementOperators {

    private static final Set<Binary> COMMUTATIVE =
            Set.of(Binary.ADD, Binary.MULTIPLY, Binary.MAXIMUM, Binary.MINIMUM);

    private ElementOperators() {}

    static void addTo(Map<String, Operator> table) {
        OperatorNames.UNARY.forEach(
                (function, name) -> table.put(name, Operator.of(x -> unary(function, x))));
        OperatorNames.BINARY.forEach(
                (function, name) -> table.put(name, Operator.of(x -> binary(function, x))));
        table.put("Not", Operator.of(x -> one(x, v -> 1 - v, (y, t) -> t.neg().add(1))));
        table.put("And", Operator.of(x -> binary(Binary.MULTIPLY, x)));
        table.put("Or", Operator.of(x -> binary(Binary.MAXIMUM, x)));
        table.put("Ceil", Operator.of(x -> one(x, Math::ceil, (y, t) -> t.neg().floor().neg())));
        table.put("Cast", Operator.of(ElementOperators::cast));
        table.put("Where", Operator.of(ElementOperators::where));
        table.put("Clip", Operator.of(ElementOperators::clip));
        activation(table, "Sigmoid", (x, t) -> t.sigmoid());
        activation(table, "Softplus", (x, t) -> t.softplus());
        activation(table, "Elu", (x, t) -> elu(t, x.number("alpha", 1)));
        activation(table, "LeakyRelu", (x, t) -> leaky(t, x.number("alpha", 0.01)));
        activation(table, "PRelu", (x, t) -> t.relu().sub(t.neg().relu().mul(x.tensor(1))));
        activation(table, "Mish", (x, t) -> t.mul(t.softplus().tanh()));
        activation(table, "Gelu", (x, t) -> gelu(t, x.text("approximate", "none")));
    }

    private static void activation(
            Map<String, Operator> table,
            String name,
            BiFunction<Operands, Tensor, Tensor> function) {
        table.put(name, Operator.ofTensor(x -> function.apply(x, x.tensor(0))));
    }

    private static GraphValue one(
            Operands x,
            @Nullable DoubleUnaryOperator ofNumbers,
            BiFunction<Operands, Tensor, Tensor> function) {
        return ofNumbers != null && x.value(0) instanceof Numbers numbers
                ? numbers.map(ofNumbers)
                : new GraphValue.Computed(function.apply(x, x.tensor(0)));
    }

    private static GraphValue unary(Unary function, Operands x) {
        return one(x, inJava(function), (operands, t) -> t.unary(function));
    }

    /** Returns a function that is applied to shapes. */
    private static @Nullable DoubleUnaryOperator inJava(Unary function) {
        return switch (function) {
            case NEGATE -> v -> -v;
            case ABS -> Math::abs;
            case FLOOR -> Math::floor;
            case SQRT -> Math::sqrt;
            case RECIPROCAL -> v -> 1 / v;
            default -> null;
        };
    }

    /** Min and Max have any number of operands, the others two. */
    private static GraphValue binary(Binary function, Operands x) {
        GraphValue result = x.value(0);
        for (int i = 1; i < x.count(); i++) {
            result = binary(function, result, x.value(i), x);
        }
        return result;
    }

    private static GraphValue binary(Binary function, GraphValue a, GraphValue b, Operands x) {
        if (a instanceof Numbers first && b instanceof Numbers second) {
            Numbers result = first.with(second, (v, w) -> inJava(function, v, w));
            return function.isComparison() ? result.cast(true) : result;
        }
        OptionalDouble second = scalar(b, a);
        if (second.isPresent()) {
            return new GraphValue.Computed(
                    a.tensor(x.runtime()).binary(function, second.getAsDouble()));
        }
        if (COMMUTATIVE.contains(function) && scalar(a, b).isPresent()) {
            return binary(function, b, a, x);
        }
        return new GraphValue.Computed(
                a.tensor(x.runtime()).binary(function, b.tensor(x.runtime())));
    }

    /** Returns a single number that does not change the shape of another value. */
    private static OptionalDouble scalar(GraphValue value, GraphValue beside) {
        return value instanceof Numbers numbers
                        && numbers.shape().size() == 1
                        && numbers.shape().rank() <= beside.shape().rank()
                ? OptionalDouble.of(numbers.values()[0])
                : OptionalDouble.empty();
    }

    private static double inJava(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> Math.pow(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
        };
    }

    /**
     * Between types of real numbers nothing happens: all are computed in the dtype of the runtime.
     */
    private static GraphValue cast(Operands x) {
        DataType to = DataType.forNumber(x.integer("to", 0));
        if (to == null || to == DataType.STRING) {
            throw new IllegalArgumentException("has no type that numbers are cast to");
        }
        boolean real =
                to == DataType.FLOAT
                        || to == DataType.DOUBLE
                        || to == DataType.FLOAT16
                        || to == DataType.BFLOAT16;
        if (to == DataType.BOOL) {
            return one(x, v -> v == 0 ? 0 : 1, (y, t) -> isZero(t).neg().add(1));
        }
        if (x.value(0) instanceof Numbers numbers) {
            return numbers.cast(!real);
        }
        Tensor t = x.tensor(0);
        return real ? x.value(0) : new GraphValue.Computed(t.sign().mul(t.abs().floor()));
    }

    private static Tensor isZero(Tensor t) {
        return t.binary(Binary.EQUAL, 0);
    }

    private static GraphValue where(Operands x) {
        if (x.areNumbers()) {
            Numbers condition = x.numbers(0);
            Numbers a = x.numbers(1);
            Numbers chosen = condition.with(a, (c, v) -> c == 0 ? Double.NaN : v).cast(false);
            return chosen.with(x.numbers(2), (v, w) -> Double.isNaN(v) ? w : v)
                    .cast(a.areIntegers());
        }
        return new GraphValue.Computed(x.tensor(1).where(x.tensor(0), x.tensor(2)));
    }

    private static GraphValue clip(Operands x) {
        double least = limit(x, 1, "min", Double.NEGATIVE_INFINITY);
        double greatest = limit(x, 2, "max", Double.POSITIVE_INFINITY);
        return one(
                x,
                v -> Math.min(Math.max(v, least), greatest),
                (y, t) -> {
                    Tensor above = Double.isInfinite(least) ? t : t.maximum(least);
                    return Double.isInfinite(greatest) ? above : above.minimum(greatest);
                });
    }

    private static double limit(Operands x, int operand, String attribute, double absent) {
        return x.has(operand) ? x.numbers(operand).values()[0] : x.number(attribute, absent);
    }

    private static Tensor elu(Tensor t, double alpha) {
        return alpha == 1 ? t.elu() : t.relu().add(t.minimum(0).expm1().mul(alpha));
    }

    private static Tensor leaky(Tensor t, double slope) {
        return t.relu().sub(t.neg().relu().mul(slope));
    }

    private static Tensor gelu(Tensor t, String approximate) {
        if (approximate.equals("tanh")) {
            Tensor inner = t.add(t.square().mul(t).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
            return t.mul(0.5).mul(inner.tanh().add(1));
        }
        return t.mul(0.5).mul(t.mul(Math.sqrt(0.5)).erf().add(1));
    }
}
