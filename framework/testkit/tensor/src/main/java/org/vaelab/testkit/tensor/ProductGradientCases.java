// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.GradientCase.Input;

/** Matrix products, convolutions, and the methods of {@link Fused}. */
final class ProductGradientCases {

    private static final String CONV = "conv2d(Tensor,ConvolutionGeometry)";
    private static final String TRANSPOSED = "convTranspose2d(Tensor,ConvolutionGeometry,int)";
    private static final String ACTIVATE = "Fused.activate(Activation,Tensor)";
    private static final String BERNOULLI = "Fused.bernoulliLogProbability(Tensor,Tensor)";
    private static final String CATEGORICAL_KL = "Fused.categoricalKl(Tensor,Tensor)";
    private static final String DENSE = "Fused.dense(Tensor,Tensor,Tensor,Activation)";
    private static final String LINEAR = "Fused.linear(Tensor,Tensor,Tensor,Activation)";
    private static final String RECURRENCE = "Fused.gatedRecurrence(Tensor,Tensor,Tensor,Tensor)";
    private static final String GELU = "Fused.gelu(Tensor)";
    private static final String STANDARDIZE = "Fused.standardize(Tensor,double)";
    private static final String NORMAL_KL = "Fused.normalKl(Tensor,Tensor)";

    private final List<GradientCase> cases = new ArrayList<>();

    private ProductGradientCases() {}

    static List<GradientCase> all() {
        ProductGradientCases all = new ProductGradientCases();
        all.matmul();
        all.convolutions();
        all.linear();
        all.recurrence();
        all.densities();
        all.ofRows();
        all.categoricalKl();
        return all.cases;
    }

    private void add(
            String method,
            String detail,
            Function<List<Tensor>, Tensor> function,
            Input... inputs) {
        cases.add(new GradientCase(method, detail, function, List.of(inputs)));
    }

    private void matmul() {
        int[][][] pairs = {
            {{2, 3}, {3, 2}},
            {{1, 3}, {3, 1}},
            {{2, 2, 3}, {3, 2}},
            {{2, 3}, {2, 3, 1}},
            {{2, 1, 2, 2}, {3, 2, 1}},
            {{1, 2, 2}, {2, 2, 2}},
            {{2, 0}, {0, 3}},
            {{0, 2}, {2, 3}},
            {{0, 2, 3}, {3, 2}},
        };
        for (int[][] pair : pairs) {
            for (String view : List.of("ab", "a'b", "ab'", "a'b'")) {
                boolean first = view.startsWith("a'");
                boolean second = view.endsWith("'");
                add(
                        "matmul(Tensor)",
                        view + " " + Arrays.deepToString(pair),
                        in ->
                                (first ? in.get(0).transpose() : in.get(0))
                                        .matmul(second ? in.get(1).transpose() : in.get(1)),
                        Input.real(first ? swapped(pair[0]) : pair[0]),
                        Input.real(second ? swapped(pair[1]) : pair[1]));
            }
        }
        add("matmul(Tensor)", "with itself", in -> in.get(0).matmul(in.get(0)), Input.real(3, 3));
        add(
                "matmul(Tensor)",
                "of slices",
                in -> in.get(0).slice(1, 1, 3).matmul(in.get(1).slice(0, 2, 4)),
                Input.real(2, 4),
                Input.real(5, 3));
    }

    private void recurrence() {
        for (int steps : new int[] {1, 2, 4}) {
            add(
                    RECURRENCE,
                    steps + " steps",
                    in -> Fused.gatedRecurrence(in.get(0), in.get(1), in.get(2), in.get(3)),
                    Input.real(steps, 3, 6),
                    Input.real(3, 2),
                    Input.real(2, 6),
                    Input.real(6));
        }
        add(
                RECURRENCE,
                "whose start is zero, of gates that share weights",
                in ->
                        Fused.gatedRecurrence(
                                in.get(0),
                                in.get(0).slice(0, 0, 1).reshape(2, 3).slice(1, 0, 1).mul(0),
                                in.get(1),
                                in.get(1).reshape(3)),
                Input.real(2, 2, 3),
                Input.real(1, 3));
    }

    private static int[] swapped(int[] extents) {
        int[] swapped = extents.clone();
        swapped[extents.length - 1] = extents[extents.length - 2];
        swapped[extents.length - 2] = extents[extents.length - 1];
        return swapped;
    }

    private void convolutions() {
        int[][] geometries = {{1, 0}, {1, 1}, {2, 0}, {2, 1}, {3, 2}};
        for (int[] numbers : geometries) {
            ConvolutionGeometry geometry = new ConvolutionGeometry(numbers[0], numbers[1]);
            add(
                    CONV,
                    geometry.toString(),
                    in -> in.get(0).conv2d(in.get(1), geometry),
                    Input.real(2, 2, 5, 4),
                    Input.real(2, 2, 3, 2));
            for (int outputPadding = 0; outputPadding < geometry.stride(); outputPadding++) {
                int extra = outputPadding;
                add(
                        TRANSPOSED,
                        geometry + " outputPadding " + extra,
                        in -> in.get(0).convTranspose2d(in.get(1), geometry, extra),
                        Input.real(1, 2, 3, 2),
                        Input.real(2, 2, 3, 4));
            }
        }
        ConvolutionGeometry padded = new ConvolutionGeometry(2, 1);
        add(
                CONV,
                "permuted and sliced",
                in ->
                        in.get(0)
                                .permute(0, 3, 1, 2)
                                .conv2d(in.get(1).slice(0, 1, 3).permute(0, 1, 3, 2), padded),
                Input.real(1, 4, 5, 2),
                Input.real(3, 2, 2, 3));
        add(
                CONV,
                "of an empty batch",
                in -> in.get(0).conv2d(in.get(1), padded),
                Input.real(0, 2, 4, 4),
                Input.real(1, 2, 3, 3));
        add(
                TRANSPOSED,
                "of an empty batch",
                in -> in.get(0).convTranspose2d(in.get(1), padded, 1),
                Input.real(0, 2, 4, 4),
                Input.real(2, 1, 3, 3));
    }

    private void linear() {
        int[][] shapes = {{3, 2}, {2}, {2, 2, 2}, {0, 2}, {3, 0}};
        for (Activation activation : Activation.values()) {
            for (int[] shape : shapes) {
                int inputs = shape[shape.length - 1];
                add(
                        LINEAR,
                        activation + " " + Arrays.toString(shape),
                        in -> Fused.linear(in.get(0), in.get(1), in.get(2), activation),
                        Input.real(shape),
                        Input.real(inputs, 4),
                        Input.real(4));
                add(
                        DENSE,
                        activation + " " + Arrays.toString(shape),
                        in -> Fused.dense(in.get(0), in.get(1), in.get(2), activation),
                        Input.real(shape),
                        Input.real(inputs, 4),
                        Input.real(4));
            }
            add(
                    LINEAR,
                    activation + " of views",
                    in ->
                            Fused.linear(
                                    in.get(0).transpose(),
                                    in.get(1).transpose(),
                                    in.get(2).slice(0, 1, 4),
                                    activation),
                    Input.real(2, 3),
                    Input.real(3, 2),
                    Input.real(5));
        }
    }

    private void densities() {
        int[][] batches = {{}, {3}, {2, 2}, {0}};
        for (int[] draws : batches) {
            for (int[] data : new int[][] {{2, 3}, {1, 1}, {0, 3}, {2, 0}}) {
                Shape logits = Shape.of(draws).append(data);
                add(
                        BERNOULLI,
                        logits + " of " + Arrays.toString(data),
                        in -> Fused.bernoulliLogProbability(in.get(0), bits(in.get(0), data)),
                        Input.real(logits.toArray()));
            }
        }
        add(
                BERNOULLI,
                "permuted",
                in ->
                        Fused.bernoulliLogProbability(
                                in.get(0).permute(1, 2, 0), bits(in.get(0), 2, 3)),
                Input.real(3, 2, 2));
        for (int[] shape : new int[][] {{3}, {2, 3}, {2, 2, 2}, {0, 3}, {2, 0}}) {
            add(
                    NORMAL_KL,
                    Arrays.toString(shape),
                    in -> Fused.normalKl(in.get(0), in.get(1)),
                    Input.real(shape),
                    Input.real(shape));
        }
        add(
                NORMAL_KL,
                "of views of one tensor",
                in -> Fused.normalKl(in.get(0).slice(1, 0, 2), in.get(0).slice(1, 2, 4)),
                Input.real(3, 4));
    }

    private void ofRows() {
        for (int[] shape : new int[][] {{}, {3}, {2, 3}, {2, 2, 2}, {0, 3}, {2, 0}}) {
            add(GELU, Arrays.toString(shape), in -> Fused.gelu(in.get(0)), Input.real(shape));
        }
        for (Activation activation : Activation.values()) {
            add(
                    ACTIVATE,
                    activation.name(),
                    in -> Fused.activate(activation, in.get(0)),
                    Input.real(2, 3));
        }
        add(GELU, "permuted", in -> Fused.gelu(in.get(0).permute(1, 0)), Input.real(3, 2));
        for (int[] shape : new int[][] {{3}, {2, 3}, {2, 2, 4}, {0, 3}, {2, 0}}) {
            add(
                    STANDARDIZE,
                    Arrays.toString(shape),
                    in -> Fused.standardize(in.get(0), 0.1),
                    Input.real(shape));
        }
        add(
                STANDARDIZE,
                "permuted",
                in -> Fused.standardize(in.get(0).permute(1, 0), 0.1),
                Input.real(3, 2));
    }

    private void categoricalKl() {
        for (int[] prior : new int[][] {{2, 3, 4}, {3, 4}, {4}, {3, 1}, {}}) {
            add(
                    CATEGORICAL_KL,
                    "prior " + Arrays.toString(prior),
                    in -> Fused.categoricalKl(in.get(0), in.get(1)),
                    Input.real(2, 3, 4),
                    Input.real(prior));
        }
        add(
                CATEGORICAL_KL,
                "of views of one tensor",
                in -> Fused.categoricalKl(in.get(0).slice(1, 0, 2), in.get(0).slice(1, 2, 4)),
                Input.real(3, 4));
    }

    private static Tensor bits(Tensor beside, int... shape) {
        return beside.runtime()
                .tensor(
                        ReferenceArray.generate(Shape.of(shape), i -> (i[0] + i[1]) % 2).values(),
                        Shape.of(shape));
    }
}
