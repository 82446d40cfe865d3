// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Tracer;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * Each operation of tensors, by ONNX Runtime and by the reference backend, on batches no trace has
 * seen.
 */
final class OperatorsTest {

    private static final long SEED = 7;
    private static final Shape EACH = Shape.of(4, 6);

    /** A program of one input and one output. */
    record Case(String name, UnaryOperator<Tensor> program) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, UnaryOperator<Tensor> program) {
        return new Case(name, program);
    }

    /** The input is [batch, 4, 6], Normal with a standard deviation of 3. */
    static List<Case> functions() {
        return List.of(
                of("neg", Tensor::neg),
                of("abs", Tensor::abs),
                of("sign", Tensor::sign),
                of("floor", Tensor::floor),
                of("exp", Tensor::exp),
                of("expm1", Tensor::expm1),
                of("expm1 near 0", x -> x.mul(1e-4).expm1()),
                of("log", x -> x.abs().log()),
                of("log1p", x -> x.abs().log1p()),
                of("log1p near 0", x -> x.mul(1e-5).log1p()),
                of("sqrt", x -> x.abs().sqrt()),
                of("square", Tensor::square),
                of("reciprocal", Tensor::reciprocal),
                of("sin", Tensor::sin),
                of("cos", Tensor::cos),
                of("tanh", Tensor::tanh),
                of("sigmoid", Tensor::sigmoid),
                of("sigmoid far below 0", x -> x.sub(30).sigmoid()),
                of("softplus", Tensor::softplus),
                of("softplus far below 0", x -> x.sub(40).softplus()),
                of("softplus far above 0", x -> x.mul(100).softplus()),
                of("relu", Tensor::relu),
                of("elu", x -> x.elu().add(2)),
                of("erf", Tensor::erf),
                of("add", x -> x.add(x.sum(0))),
                of("sub", x -> x.sub(x.mean(2).expandDims(2))),
                of("mul", x -> x.mul(0.3).mul(x)),
                of("div", x -> x.div(x.abs().add(1))),
                of("pow", x -> x.abs().pow(1.7).pow(x.sigmoid())),
                of("maximum", x -> x.maximum(0.5).minimum(x.square())),
                of("comparisons", x -> x.gt(0.5).add(x.lt(x.square())).add(x.ge(x)).add(x.eq(x))),
                of("le", x -> x.le(x.neg())),
                of("where", x -> x.exp().where(x.gt(0), x.square())),
                of("float64", x -> x.cast(DType.FLOAT64).exp().sqrt().cast(DType.FLOAT32)));
    }

    static List<Case> foldsAndMoves() {
        return List.of(
                of("sum", x -> x.sum(1)),
                of("mean", x -> x.mean(1, 2)),
                of("max", x -> x.max(-1)),
                of("min", x -> x.min(1)),
                of("logSumExp", x -> x.mul(50).logSumExp(2)),
                of("softmax", x -> x.softmax(1)),
                of("logSoftmax", x -> x.logSoftmax(-1)),
                of("argMax", x -> x.argMax(2).cast(DType.FLOAT32)),
                of("oneHot", x -> x.argMax(1).oneHot(4)),
                of("reshape", x -> x.reshape(-1, 3)),
                of("reshape of two", x -> x.reshape(2, x.shape().extent(0), 12)),
                of("permute", x -> x.permute(2, 0, 1)),
                of("rows of a matrix", x -> x.reshape(x.shape().extent(0) * 4, 6).mul(2)),
                of("broadcast", x -> x.slice(1, 0, 1).broadcastTo(x.shape()).mul(2)),
                of(
                        "draws before the rows",
                        x -> x.expandDims(0).broadcastTo(x.shape().prepend(2)).mul(2)),
                of("slice", x -> x.slice(2, 1, 4).mul(2)),
                of(
                        "slice of rows",
                        x -> {
                            Tensor twice = Tensor.concatenate(List.of(x, x.neg()), 0);
                            int rows = x.shape().extent(0);
                            return twice.slice(0, rows, 2 * rows).mul(2);
                        }),
                of("pad", x -> x.pad(1, 2, 1)),
                of("concatenate", x -> Tensor.concatenate(List.of(x, x.exp()), 2)),
                of("stack", x -> Tensor.stack(List.of(x, x.exp()), 1)),
                of(
                        "gather",
                        x -> x.gather(2, x.runtime().indices(new int[] {5, 0, 5}, Shape.of(3)))),
                of("ones of the rows", x -> x.runtime().ones(x.shape().range(0, 2)).add(x.sum(2))),
                of(
                        "equal rows made in Java",
                        x -> {
                            int size = x.shape().extent(0) * 4;
                            double[] rows = new double[size];
                            for (int i = 0; i < size; i++) {
                                rows[i] = i % 4;
                            }
                            return x.sum(2).add(x.runtime().tensor(rows, Shape.of(size / 4, 4)));
                        }));
    }

    static List<Case> products() {
        ConvolutionGeometry halves = new ConvolutionGeometry(2, 1);
        return List.of(
                of("matmul", x -> x.matmul(normal(x, "w", Shape.of(6, 5)))),
                of("matmul of both", x -> x.matmul(x.transpose())),
                of(
                        "linear",
                        x ->
                                Fused.linear(
                                        x,
                                        normal(x, "w", Shape.of(6, 5)),
                                        normal(x, "b", Shape.of(5)),
                                        Activation.TANH)),
                of(
                        "conv2d",
                        x -> x.expandDims(1).conv2d(normal(x, "k", Shape.of(3, 1, 3, 3)), halves)),
                of(
                        "convTranspose2d",
                        x ->
                                x.expandDims(1)
                                        .convTranspose2d(
                                                normal(x, "k", Shape.of(1, 2, 3, 3)), halves, 1)),
                of(
                        "convTranspose2d without more",
                        x ->
                                x.expandDims(1)
                                        .convTranspose2d(
                                                normal(x, "k", Shape.of(1, 2, 4, 4)), halves, 0)));
    }

    private static Tensor normal(Tensor like, String name, Shape shape) {
        return like.runtime().normal(RandomKey.of(SEED).split(name), shape);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource({"functions", "foldsAndMoves", "products"})
    void onnxRuntimeComputesTheSame(Case each) throws Exception {
        try (Tracer tracer = Tracer.over(new ReferenceBackend(), DType.FLOAT32)) {
            Graph graph =
                    tracer.trace(inputs -> Map.of("y", each.program().apply(inputs.of("x", EACH))));
            try (GraphRun run = new GraphRun(Files.of(graph))) {
                for (int rows : new int[] {1, 2, 7}) {
                    check(each, tracer.runtime(), run, rows);
                }
            }
        }
    }

    /** Kinds of operations without a row; a new kind gets one, or a place here. */
    private static final Set<Class<?>> NOT_WRITTEN =
            Set.of(
                    Operation.SortOrder.class,
                    Operation.ScatterAdd.class,
                    Operation.ConvolveKernelGradient.class,
                    // Traced as the primitives of their definitions.
                    Operation.Linear.class,
                    Operation.ActivationGradient.class,
                    Operation.BernoulliLogProbability.class,
                    Operation.BernoulliLogProbabilityGradient.class,
                    Operation.NormalKl.class,
                    Operation.Gelu.class,
                    Operation.GeluGradient.class,
                    Operation.Standardize.class,
                    Operation.StandardizeGradient.class);

    @Test
    void everyKindIsWrittenOrHasNoOperator() {
        Set<Class<?>> kinds = new HashSet<>(new GraphWriter("none").kinds());
        assertThat(kinds).doesNotContainAnyElementsOf(NOT_WRITTEN);
        kinds.addAll(NOT_WRITTEN);
        assertThat(kinds).isEqualTo(kindsOf(Operation.class));
    }

    private static Set<Class<?>> kindsOf(Class<?> type) {
        Set<Class<?>> kinds = new HashSet<>();
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses())
                    .forEach(each -> kinds.addAll(kindsOf(each)));
        } else {
            kinds.add(type);
        }
        return kinds;
    }

    @Test
    void whatOnnxCannotSayIsRefused() {
        try (Tracer tracer = Tracer.over(new ReferenceBackend(), DType.FLOAT32)) {
            Graph graph = tracer.trace(inputs -> Map.of("y", inputs.of("x", EACH).sort(1)));
            assertThatThrownBy(() -> Files.of(graph))
                    .isInstanceOf(UntraceableException.class)
                    .hasMessage("ONNX has no operator for SortOrder[]");
        }
    }

    private static void check(Case each, TensorRuntime runtime, GraphRun run, int rows)
            throws Exception {
        try (TensorScope scope = runtime.scope()) {
            Shape shape = EACH.prepend(rows);
            Tensor x = runtime.normal(RandomKey.of(SEED).fold(rows), shape).mul(3);
            Tensor expected = each.program().apply(x);
            Map<String, GraphRun.Numbers> inputs = new LinkedHashMap<>();
            inputs.put("x", new GraphRun.Numbers(x.readFloats(), shape));
            GraphRun.Numbers found = run.outputs(inputs).get("y");
            assertThat(found.shape())
                    .as("%s of %s rows, seed %s", each, rows, SEED)
                    .isEqualTo(expected.shape());
            float[] wanted = expected.readFloats();
            // Of sums whose terms cancel, the rounding of the terms is left.
            float rounding = 1e-6f * expected.abs().max().readFloats()[0];
            for (int i = 0; i < wanted.length; i++) {
                assertThat(found.values()[i])
                        .as("%s of %s rows at %s, seed %s", each, rows, i, SEED)
                        .isCloseTo(wanted[i], within(1e-5f * Math.abs(wanted[i]) + rounding));
            }
        }
    }
}
