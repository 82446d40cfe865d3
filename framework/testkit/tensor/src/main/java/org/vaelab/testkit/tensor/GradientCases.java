// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.GradientCase.Input;

/** Every differentiable method of {@link Tensor}, at points where it has a derivative. */
final class GradientCases {

    /** Forms of an operand: as it is, or as a view of other memory. */
    private static final Map<String, UnaryOperator<Tensor>> VIEWS = views();

    private static final int[][] SHAPES = {{}, {3}, {2, 3}, {2, 1, 2}, {0, 3}};

    private static final int[][][] PAIRS = {
        {{}, {}},
        {{2, 3}, {2, 3}},
        {{2, 3}, {3}},
        {{3}, {2, 3}},
        {{2, 3}, {}},
        {{2, 1}, {1, 3}},
        {{2, 1, 3}, {4, 1}},
        {{1}, {2, 2}},
        {{0, 3}, {3}},
        {{2, 1}, {2, 0}},
    };

    private final List<GradientCase> cases = new ArrayList<>();

    private GradientCases() {}

    static List<GradientCase> all() {
        GradientCases all = new GradientCases();
        all.functionsOfOne();
        all.functionsOfTwo();
        all.functionsWithConstants();
        all.choices();
        all.reductions();
        all.shapes();
        all.indexed();
        List<GradientCase> cases = new ArrayList<>(all.cases);
        cases.addAll(ProductGradientCases.all());
        return cases;
    }

    private static Map<String, UnaryOperator<Tensor>> views() {
        Map<String, UnaryOperator<Tensor>> views = new LinkedHashMap<>();
        views.put("direct", x -> x);
        views.put("permuted", x -> x.shape().rank() < 2 ? x : x.transpose());
        views.put(
                "sliced",
                x -> x.shape().rank() == 0 ? x : x.slice(-1, 0, Math.min(2, x.shape().extent(-1))));
        views.put("broadcast", x -> x.broadcastTo(x.shape().prepend(2)));
        return views;
    }

    private void add(
            String method,
            String detail,
            Function<List<Tensor>, Tensor> function,
            Input... inputs) {
        cases.add(new GradientCase(method, detail, function, List.of(inputs)));
    }

    private void one(String method, UnaryOperator<Tensor> function, DoubleUnaryOperator domain) {
        for (int[] shape : SHAPES) {
            VIEWS.forEach(
                    (view, of) ->
                            add(
                                    method,
                                    Arrays.toString(shape) + " " + view,
                                    in -> function.apply(of.apply(in.get(0))),
                                    new Input(Shape.of(shape), domain)));
        }
    }

    private void functionsOfOne() {
        DoubleUnaryOperator real = z -> 1.5 * z;
        DoubleUnaryOperator positive = z -> 0.5 + Math.abs(z);
        one("neg()", Tensor::neg, real);
        one("abs()", Tensor::abs, real);
        one("sign()", Tensor::sign, real);
        one("floor()", Tensor::floor, real);
        one("exp()", Tensor::exp, real);
        one("expm1()", Tensor::expm1, real);
        one("log()", Tensor::log, positive);
        one("log1p()", Tensor::log1p, positive);
        one("sqrt()", Tensor::sqrt, positive);
        one("square()", Tensor::square, real);
        one("reciprocal()", Tensor::reciprocal, z -> -0.7 - Math.abs(z));
        one("sin()", Tensor::sin, real);
        one("cos()", Tensor::cos, real);
        one("tanh()", Tensor::tanh, real);
        one("asinh()", Tensor::asinh, real);
        one("atanh()", Tensor::atanh, z -> 0.9 * Math.tanh(z));
        one("sigmoid()", Tensor::sigmoid, real);
        one("softplus()", Tensor::softplus, z -> 5 * z);
        one("relu()", Tensor::relu, real);
        one("elu()", Tensor::elu, real);
        one("erf()", Tensor::erf, real);
        one("lgamma()", Tensor::lgamma, positive);
        one("digamma()", Tensor::digamma, positive);
        add("lgamma()", "below 0", in -> in.get(0).lgamma(), new Input(Shape.of(2), z -> -1.4));
        add("digamma()", "below 0", in -> in.get(0).digamma(), new Input(Shape.of(2), z -> -1.4));
    }

    private void two(
            String method,
            BinaryOperator<Tensor> function,
            DoubleUnaryOperator first,
            DoubleUnaryOperator second) {
        for (int[][] pair : PAIRS) {
            add(
                    method,
                    Arrays.deepToString(pair),
                    in -> function.apply(in.get(0), in.get(1)),
                    new Input(Shape.of(pair[0]), first),
                    new Input(Shape.of(pair[1]), second));
        }
        add(
                method,
                "permuted and sliced",
                in -> function.apply(in.get(0).transpose(), in.get(1).slice(0, 1, 4)),
                new Input(Shape.of(2, 3), first),
                new Input(Shape.of(5, 2), second));
        add(
                method,
                "of a tensor and itself transposed",
                in -> function.apply(in.get(0), in.get(0).transpose().mul(1.5)),
                new Input(Shape.of(3, 3), z -> second.applyAsDouble(first.applyAsDouble(z))));
    }

    private void functionsOfTwo() {
        DoubleUnaryOperator real = z -> 1.5 * z;
        DoubleUnaryOperator positive = z -> 0.5 + Math.abs(z);
        two("add(Tensor)", Tensor::add, real, real);
        two("sub(Tensor)", Tensor::sub, real, real);
        two("mul(Tensor)", Tensor::mul, real, real);
        two("div(Tensor)", Tensor::div, real, positive);
        two("pow(Tensor)", Tensor::pow, positive, z -> z);
        two("atan2(Tensor)", Tensor::atan2, positive, real);
        two("atan2(Tensor)", Tensor::atan2, z -> -0.5 - Math.abs(z), real);
        for (double[] point : new double[][] {{0, 2}, {2, 0}, {-2, 0}}) {
            add(
                    "atan2(Tensor)",
                    "on the axis at " + Arrays.toString(point),
                    in -> in.get(0).atan2(in.get(1)),
                    new Input(Shape.of(2), z -> point[0]),
                    new Input(Shape.of(2), z -> point[1]));
        }
        two("maximum(Tensor)", Tensor::maximum, real, real);
        two("minimum(Tensor)", Tensor::minimum, real, real);
    }

    private void functionsWithConstants() {
        DoubleUnaryOperator real = z -> 1.5 * z;
        one("add(double)", x -> x.add(-2.5), real);
        one("sub(double)", x -> x.sub(-2.5), real);
        one("mul(double)", x -> x.mul(-2.5), real);
        one("div(double)", x -> x.div(-2.5), real);
        one("pow(double)", x -> x.pow(2.5), z -> 0.5 + Math.abs(z));
        one("pow(double)", x -> x.pow(-1).add(x.pow(3)), z -> -0.7 - Math.abs(z));
        one("pow(double)", x -> x.pow(0).add(x.pow(1)), z -> 0);
        one("maximum(double)", x -> x.maximum(0.3), real);
        one("minimum(double)", x -> x.minimum(0.3), real);
    }

    private void choices() {
        int[][][] triples = {
            {{2, 3}, {2, 3}, {2, 3}}, {{2, 1}, {2, 3}, {3}}, {{3}, {}, {2, 1}}, {{0, 3}, {3}, {}},
        };
        for (int[][] triple : triples) {
            add(
                    "where(Tensor,Tensor)",
                    Arrays.deepToString(triple),
                    in -> in.get(1).where(in.get(0).gt(0), in.get(2)),
                    Input.real(triple[0]),
                    Input.real(triple[1]),
                    Input.real(triple[2]));
        }
    }

    private void reductions() {
        Map<String, BiFunction<Tensor, int[], Tensor>> functions = new LinkedHashMap<>();
        functions.put("sum(int[])", Tensor::sum);
        functions.put("mean(int[])", Tensor::mean);
        functions.put("max(int[])", Tensor::max);
        functions.put("min(int[])", Tensor::min);
        functions.put("logSumExp(int[])", Tensor::logSumExp);
        int[][] subsets = {{}, {0}, {1}, {-1}, {0, 2}, {0, 1, 2}};
        functions.forEach(
                (method, function) -> {
                    for (int[] axes : subsets) {
                        add(
                                method,
                                "over " + Arrays.toString(axes),
                                in -> function.apply(in.get(0), axes),
                                Input.real(2, 3, 2));
                        add(
                                method,
                                "of a permuted slice over " + Arrays.toString(axes),
                                in ->
                                        function.apply(
                                                in.get(0).slice(1, 1, 3).permute(2, 0, 1), axes),
                                Input.real(2, 4, 2));
                    }
                    add(
                            method,
                            "of a scalar",
                            in -> function.apply(in.get(0), new int[0]),
                            Input.real());
                    add(
                            method,
                            "of an empty tensor over the other axis",
                            in -> function.apply(in.get(0), new int[] {1}),
                            Input.real(0, 3));
                });
        for (String method : List.of("sum(int[])", "mean(int[])", "logSumExp(int[])")) {
            add(
                    method,
                    "over an empty axis",
                    // Added to something finite: the mean over nothing is NaN.
                    in ->
                            functions
                                    .get(method)
                                    .apply(in.get(0), new int[] {0})
                                    .slice(0, 0, 0)
                                    .sum()
                                    .add(in.get(1)),
                    Input.real(0, 3),
                    Input.real());
        }
        along("softmax(int)", Tensor::softmax);
        along("logSoftmax(int)", Tensor::logSoftmax);
        along("sort(int)", Tensor::sort);
    }

    private void along(String method, BiFunction<Tensor, Integer, Tensor> function) {
        for (int axis : new int[] {0, 1, -1}) {
            String along = "along " + axis;
            add(method, along, in -> function.apply(in.get(0), axis), Input.real(2, 3, 2));
            add(
                    method,
                    "permuted, " + along,
                    in -> function.apply(in.get(0).permute(1, 2, 0), axis),
                    Input.real(2, 3, 2));
            add(method, "empty, " + along, in -> function.apply(in.get(0), axis), Input.real(0, 2));
        }
    }

    private void shapes() {
        one("reshape(Shape)", x -> x.reshape(Shape.of(x.shape().size())), z -> z);
        add("reshape(int[])", "", in -> in.get(0).reshape(-1, 2).square(), Input.real(3, 4));
        one("expandDims(int)", x -> x.expandDims(-1).expandDims(0), z -> z);
        one("permute(int[])", GradientCases::rotated, z -> z);
        add("transpose()", "", in -> in.get(0).transpose(), Input.real(2, 2, 3));
        one("broadcastTo(Shape)", x -> x.broadcastTo(x.shape().prepend(2, 3)), z -> z);
        add(
                "broadcastTo(Shape)",
                "of inner axes",
                in -> in.get(0).broadcastTo(Shape.of(2, 3, 4, 2)),
                Input.real(3, 1, 2));
        add(
                "broadcastTo(Shape)",
                "to nothing",
                in -> in.get(0).broadcastTo(Shape.of(0, 3)),
                Input.real(3));
        add("sumTo(Shape)", "", in -> in.get(0).sumTo(Shape.of(3, 1)), Input.real(2, 3, 2));
        add("sumTo(Shape)", "of nothing", in -> in.get(0).sumTo(Shape.of(1)), Input.real(2, 0));
        add("slice(int,int,int)", "", in -> in.get(0).slice(1, 1, 3), Input.real(2, 4));
        add(
                "slice(int,int,int)",
                "permuted",
                in -> in.get(0).transpose().slice(0, 0, 2),
                Input.real(2, 4));
        add("slice(int,int,int)", "of nothing", in -> in.get(0).slice(-1, 2, 2), Input.real(2, 4));
        add("pad(int,int,int)", "", in -> in.get(0).pad(-1, 2, 1), Input.real(2, 3));
        add(
                "pad(int,int,int)",
                "permuted",
                in -> in.get(0).transpose().pad(0, 0, 2),
                Input.real(2, 3));
        add("pad(int,int,int)", "of nothing", in -> in.get(0).pad(0, 1, 1), Input.real(0, 3));
        add(
                "concatenate(List,int)",
                "with an empty part and one twice",
                in ->
                        Tensor.concatenate(
                                List.of(in.get(0), in.get(1), in.get(2).transpose(), in.get(0)), 1),
                Input.real(2, 3),
                Input.real(2, 0),
                Input.real(1, 2));
        add(
                "stack(List,int)",
                "",
                in -> Tensor.stack(List.of(in.get(0), in.get(1).transpose(), in.get(0)), -1),
                Input.real(2, 3),
                Input.real(3, 2));
    }

    private static Tensor rotated(Tensor x) {
        int rank = x.shape().rank();
        int[] order = new int[rank];
        Arrays.setAll(order, i -> (i + 1) % rank);
        return x.permute(order);
    }

    private void indexed() {
        int[][] choices = {{0}, {2, 0, 2, 2, 1}, {}};
        for (int[] chosen : choices) {
            String detail = Arrays.toString(chosen);
            add(
                    "gather(int,Tensor)",
                    detail,
                    in -> in.get(0).gather(1, indices(in.get(0), chosen)),
                    Input.real(2, 3));
            add(
                    "gather(int,Tensor)",
                    detail + " permuted",
                    in -> in.get(0).transpose().gather(0, indices(in.get(0), chosen)),
                    Input.real(2, 3));
            add(
                    "scatterAdd(int,Tensor,int)",
                    detail,
                    in -> in.get(0).scatterAdd(1, indices(in.get(0), chosen), 4),
                    Input.real(2, chosen.length));
        }
    }

    private static Tensor indices(Tensor beside, int... chosen) {
        return beside.runtime().indices(chosen, Shape.of(chosen.length));
    }
}
