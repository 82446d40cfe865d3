// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class TracerTest {

    private final Tracer tracer = Tracer.over(new ReferenceBackend(), DType.FLOAT32);
    private final TensorRuntime runtime = tracer.runtime();

    @AfterEach
    void close() {
        tracer.close();
    }

    private Graph graph(UnaryOperator<Tensor> program) {
        return tracer.trace(inputs -> Map.of("y", program.apply(inputs.of("x", Shape.of(4)))));
    }

    private static Extent fixed(int number) {
        return new Extent(number, false);
    }

    private static Extent perRow(int number) {
        return new Extent(number, true);
    }

    @Test
    void extentsOfTheBatchAreMultiplesOfIt() {
        Graph graph = graph(x -> x.reshape(-1, 2).exp());
        assertThat(graph.inputs().get("x").shape()).containsExactly(perRow(1), fixed(4));
        assertThat(graph.outputs().get("y").shape()).containsExactly(perRow(2), fixed(2));
    }

    @Test
    void equalOperationsAreOneNode() {
        Graph graph = graph(x -> x.exp().add(x.exp()));
        assertThat(graph.nodes()).hasSize(3);
    }

    @Test
    void nodesStandAfterTheirOperands() {
        Graph graph = graph(x -> x.exp().mul(x.sum(1).expandDims(1)).add(x));
        for (Node node : graph.nodes()) {
            assertThat(graph.nodes().get(node.id())).isSameAs(node);
            assertThat(node.operands()).allMatch(operand -> operand.id() < node.id());
        }
    }

    @Test
    void whatNoOutputDependsOnIsLeftOut() {
        Graph graph =
                graph(
                        x -> {
                            x.lgamma();
                            return x.neg();
                        });
        assertThat(graph.nodes()).hasSize(2);
    }

    @Test
    void parametersKeepTheirNames() {
        Tensor weight = runtime.keep(runtime.vector(1, 2, 3, 4), true);
        Tensor other = runtime.keep(runtime.vector(1, 2, 3, 4), true);
        tracer.name(weight, "weight");
        tracer.name(other, "other");
        Graph graph = graph(x -> x.mul(weight).add(other));
        assertThat(graph.nodes().stream().flatMap(node -> node.name().stream()))
                .containsExactlyInAnyOrder("weight", "other");
    }

    @Test
    void theValueOfAParameterIsThatOfTheTrace() {
        Tensor weight = runtime.keep(runtime.vector(1, 2, 3, 4), true);
        runtime.assign(weight, runtime.vector(5, 6, 7, 8));
        Graph graph = graph(x -> x.mul(weight));
        Literal literal =
                graph.nodes().stream()
                        .map(Node::origin)
                        .filter(ValueOrigin.Constant.class::isInstance)
                        .map(origin -> ((ValueOrigin.Constant) origin).literal())
                        .findFirst()
                        .orElseThrow();
        assertThat(literal.bytes().order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(5);
    }

    @Test
    void aReadOfWhatDependsOnTheInputsIsRefusedByItsReader() {
        assertThatThrownBy(() -> graph(x -> runtime.scalar(Reader.first(x))))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("reads numbers that depend on the inputs");
    }

    /** Somebody who reads. */
    private static final class Reader {
        static double first(Tensor x) {
            return x.mul(2).readDoubles()[0];
        }
    }

    @Test
    void aReadOfWhatDependsOnNoInputIsNone() {
        Tensor weight = runtime.keep(runtime.vector(3), true);
        Graph graph = graph(x -> x.mul(weight.square().readScalar()));
        assertThat(graph.outputs().get("y").origin())
                .isEqualTo(new ValueOrigin.Computed(new Operation.WithNumber(Binary.MULTIPLY, 9)));
    }

    @Test
    void numbersThatJavaMakesOfTheBatchAreRefused() {
        assertThatThrownBy(
                        () ->
                                graph(
                                        x -> {
                                            int rows = x.shape().extent(0);
                                            double[] each = new double[rows];
                                            each[rows - 1] = 1;
                                            return x.sum(1)
                                                    .add(runtime.tensor(each, Shape.of(rows)));
                                        }))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("made in Java, FLOAT32[3]");
    }

    @Test
    void aNumberOfTheBatchInAnOperationIsRefused() {
        assertThatThrownBy(() -> graph(x -> x.mul(1.0 / x.shape().extent(0))))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("another one for other rows");
    }

    @Test
    void anExtentThatIsNoMultipleOfTheRowsIsRefused() {
        assertThatThrownBy(() -> graph(x -> x.pad(0, 1, 0)))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("no multiple");
    }

    @Test
    void parametersAreNotOverwritten() {
        Tensor weight = runtime.keep(runtime.vector(1, 2, 3, 4), true);
        assertThatThrownBy(
                        () ->
                                graph(
                                        x -> {
                                            runtime.assign(weight, x.sum(0));
                                            return x;
                                        }))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("overwrites");
        assertThat(weight.readFloats()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void afterARefusalTheRuntimeComputesOn() {
        assertThatThrownBy(() -> graph(x -> x.pad(0, 1, 0)));
        assertThat(runtime.vector(1, 2).add(1).readFloats()).containsExactly(2, 3);
        assertThat(graph(Tensor::exp).outputs()).containsOnlyKeys("y");
    }

    @Test
    void twoInputsOfOneNameAreRefused() {
        assertThatThrownBy(
                        () ->
                                tracer.trace(
                                        inputs ->
                                                Map.of(
                                                        "y",
                                                        Tensor.concatenate(
                                                                List.of(
                                                                        inputs.of("x", Shape.of(1)),
                                                                        inputs.of(
                                                                                "x", Shape.of(1))),
                                                                1))))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining("'x'");
    }
}
