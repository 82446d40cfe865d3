// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.RmsPropStep;
import org.vaelab.framework.tensor.spi.Update;

/** What a tensor refuses, and how it says so; its values are judged by the contracts. */
final class TensorTest {

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Tensor zeros(int... extents) {
        return runtime.zeros(Shape.of(extents));
    }

    private Tensor ints(int... values) {
        return runtime.indices(values, Shape.of(values.length));
    }

    /** Calls with wrong arguments, by a part of the message that each gives. */
    private Map<String, Supplier<Tensor>> mistakes() {
        ConvolutionGeometry geometry = new ConvolutionGeometry(2, 0);
        return Map.ofEntries(
                Map.entry("[2, 3] and [2] do not broadcast", () -> zeros(2, 3).add(zeros(2))),
                Map.entry(
                        "ADD of FLOAT64[2] and FLOAT32[2]: the dtypes differ",
                        () -> zeros(2).add(zeros(2).cast(DType.FLOAT32))),
                Map.entry("EXP is not defined for INT32", () -> ints(1).exp()),
                Map.entry("argMax is not defined for INT32", () -> ints(1).argMax(0)),
                Map.entry("where is not defined", () -> ints(1).where(ints(1), ints(2))),
                Map.entry(
                        "where of FLOAT64[1] and INT32[1]",
                        () -> zeros(1).where(ints(1), zeros(1))),
                Map.entry("no axis 2 in shape [2, 3]", () -> zeros(2, 3).sum(2)),
                Map.entry("name one axis twice", () -> zeros(2, 3).mean(1, -1)),
                Map.entry("MAXIMUM over an empty axis of [2, 0]", () -> zeros(2, 0).max(1)),
                Map.entry("argMax over the empty axis 0 of [0, 2]", () -> zeros(0, 2).argMax(0)),
                Map.entry(
                        "[3, 2] and [2, 3] do not broadcast",
                        () -> zeros(2, 3).sumTo(Shape.of(3, 2))),
                Map.entry(
                        "[2, 1] cannot be summed to [2, 3]",
                        () -> zeros(2, 1).sumTo(Shape.of(2, 3))),
                Map.entry("[2, 3] cannot be reshaped to [4]", () -> zeros(2, 3).reshape(4)),
                Map.entry("cannot be reshaped to [1, 4]", () -> zeros(2, 3).reshape(-1, 4)),
                Map.entry("[-1, -1] is not determined", () -> zeros(4).reshape(-1, -1)),
                Map.entry("[-1, 0] is not determined", () -> zeros(0).reshape(-1, 0)),
                Map.entry("no place 3 for a new axis", () -> zeros(2, 3).expandDims(3)),
                Map.entry("no place -4 for a new axis", () -> zeros(2, 3).expandDims(-4)),
                Map.entry("[0, 0] is not an order", () -> zeros(2, 3).permute(0, 0)),
                Map.entry("[0] is not an order", () -> zeros(2, 3).permute(0)),
                Map.entry("no axis -1 in shape []", () -> zeros().transpose()),
                Map.entry(
                        "[2, 3] does not broadcast to [1, 3]",
                        () -> zeros(2, 3).broadcastTo(Shape.of(1, 3))),
                Map.entry("[1, 4) is not within axis 1", () -> zeros(2, 3).slice(1, 1, 4)),
                Map.entry("[2, 1) is not within axis 1", () -> zeros(2, 3).slice(1, 2, 1)),
                Map.entry("pad by -1 and 0", () -> zeros(2).pad(0, -1, 0)),
                Map.entry("nothing to concatenate", () -> Tensor.concatenate(List.of(), 0)),
                Map.entry("nothing to stack", () -> Tensor.stack(List.of(), 0)),
                Map.entry(
                        "[2, 3] and [2, 2] do not join along axis 0",
                        () -> Tensor.concatenate(List.of(zeros(2, 3), zeros(2, 2)), 0)),
                Map.entry(
                        "gather needs rank-1 INT32 indices, not FLOAT64[1]",
                        () -> zeros(2).gather(0, zeros(1))),
                Map.entry(
                        "[2] indices do not name the entries of axis 0 of [3]",
                        () -> zeros(3).scatterAdd(0, ints(0, 1), 4)),
                Map.entry("oneHot needs INT32 indices", () -> zeros(3).oneHot(2)),
                Map.entry("inner extents 3 and 2 differ", () -> zeros(2, 3).matmul(zeros(2, 3))),
                Map.entry("matmul needs two axes", () -> zeros(3).matmul(zeros(3, 1))),
                Map.entry("expect 3", () -> zeros(1, 2, 4, 4).conv2d(zeros(1, 3, 2, 2), geometry)),
                Map.entry(
                        "a kernel of 5 does not fit",
                        () -> zeros(1, 1, 4, 4).conv2d(zeros(1, 1, 5, 2), geometry)),
                Map.entry(
                        "outputPadding must be in [0, stride), is 2",
                        () -> zeros(1, 1, 4, 4).convTranspose2d(zeros(1, 1, 2, 2), geometry, 2)),
                Map.entry(
                        "an input of 0",
                        () -> zeros(1, 1, 0, 4).convTranspose2d(zeros(1, 1, 2, 2), geometry, 1)),
                Map.entry(
                        "weights [3, 4] and bias [4] does not take [2, 2]",
                        () -> Fused.linear(zeros(2, 2), zeros(3, 4), zeros(4), Activation.RELU)),
                Map.entry(
                        "logits [3, 2] do not belong to data [2, 2]",
                        () -> Fused.bernoulliLogProbability(zeros(3, 2), zeros(2, 2))),
                Map.entry(
                        "mean [2] and log variance [3] differ",
                        () -> Fused.normalKl(zeros(2), zeros(3))));
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        return mistakes().entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(),
                                        () ->
                                                assertThatThrownBy(entry.getValue()::get)
                                                        .isInstanceOf(
                                                                IllegalArgumentException.class)
                                                        .hasMessageContaining(entry.getKey())));
    }

    @Test
    void tellsDtypeAndShapeButNoElements() {
        assertThat(zeros(2, 3)).hasToString("FLOAT64[2, 3]");
        assertThat(ints(1, 2)).hasToString("INT32[2]");
    }

    @Test
    void readsOnlyWhatItIs() {
        assertThatThrownBy(() -> zeros(2).readScalar())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[2] is not a scalar");
        assertThatThrownBy(() -> zeros(2).readInts())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("readInts of FLOAT64[2]");
        assertThat(ints(7).readScalar()).isEqualTo(7);
    }

    @Test
    void adamWritesOnlyIntoKeptTensors() {
        AdamStep step = new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 1);
        Tensor w = runtime.keep(zeros(2), true);
        Tensor m = runtime.keep(zeros(2), false);
        Tensor v = runtime.keep(zeros(2), false);
        Tensor narrow = runtime.keep(zeros(1), false);
        List<Update<Tensor>> mistakes =
                List.of(
                        new Update<>(zeros(2), zeros(2), List.of(m, v)),
                        new Update<>(w, zeros(3), List.of(m, v)),
                        new Update<>(w, zeros(2), List.of(narrow, v)),
                        new Update<>(w, zeros(2), List.of(m, zeros(2))));
        for (Update<Tensor> mistake : mistakes) {
            assertThatThrownBy(() -> Updates.step(List.of(mistake), 1, step))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Updates.step(List.of(new Update<>(w, runtime.vector(3, -4), List.of(m, v))), 1, step);
        double[] moved = w.readDoubles();
        assertThat(moved[0]).isCloseTo(-0.1, offset(1e-8));
        assertThat(moved[1]).isCloseTo(0.1, offset(1e-8));
        List.of(w, m, v, narrow).forEach(runtime::release);
    }

    @Test
    void updatesNeedTheirStateAndAFiniteScale() {
        Tensor w = runtime.keep(runtime.vector(1, 2), true);
        Tensor s = runtime.keep(zeros(2), false);
        Tensor g = runtime.vector(3, -4);
        List<Update<Tensor>> bare = List.of(new Update<>(w, g, List.of()));
        List<Update<Tensor>> one = List.of(new Update<>(w, g, List.of(s)));
        List<ThrowingCallable> mistakes =
                List.of(
                        () -> Updates.step(one, 1, new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 1)),
                        () -> Updates.step(bare, 1, new MomentumStep(0.1, 0.9, false)),
                        () -> Updates.step(one, 1, new MomentumStep(0.1, 0, false)),
                        () -> Updates.step(bare, 1, new RmsPropStep(0.1, 0.9, 1e-8)),
                        () -> Updates.step(one, Double.NaN, new RmsPropStep(0.1, 0.9, 1e-8)),
                        () -> Updates.norm(List.of(g, ints(1))));
        mistakes.forEach(
                mistake ->
                        assertThatThrownBy(mistake).isInstanceOf(IllegalArgumentException.class));
        assertThat(w.readDoubles()).containsExactly(1, 2);
        Updates.step(bare, 0.5, new MomentumStep(0.1, 0, false));
        assertThat(w.readDoubles()).containsExactly(1 - 0.15, 2 + 0.2);
        Updates.step(List.of(), 1, new MomentumStep(0.1, 0, false));
        assertThat(Updates.norm(List.of(g, g.mul(0)))).isEqualTo(5);
        assertThat(Updates.norm(List.of())).isZero();
        List.of(w, s).forEach(runtime::release);
    }

    @Test
    void inverseHyperbolicFunctionsKeepTheirDigits() {
        double[] x = {0, 1e-12, -1e-5, 0.3, -2, 1e6, -1e14, 1e20, 1e300};
        double[] asinh = runtime.vector(x).asinh().readDoubles();
        double[] back = runtime.vector(-0.9, -1e-9, 0.5).atanh().readDoubles();
        for (int i = 0; i < x.length; i++) {
            double of = Math.abs(x[i]);
            double want =
                    of < 1e-4
                            ? of - of * of * of / 6
                            : of > 1e8
                                    ? Math.log(2) + Math.log(of)
                                    : Math.log(of + Math.sqrt(of * of + 1));
            assertThat(asinh[i]).isEqualTo(Math.signum(x[i]) * want, offset(1e-13 * want));
        }
        assertThat(back[0]).isEqualTo(-0.5 * Math.log(19), offset(1e-15));
        assertThat(back[1]).isEqualTo(-1e-9, offset(1e-24));
        assertThat(back[2]).isEqualTo(0.5 * Math.log(3), offset(1e-15));
    }

    @Test
    void sortsAlongAnyAxis() {
        Tensor x = runtime.tensor(new double[] {3, Double.NaN, 1, 2, 0, 1}, Shape.of(2, 3));
        assertThat(x.sort(1).readDoubles()).containsExactly(1, 3, Double.NaN, 0, 1, 2);
        assertThat(x.sort(0).readDoubles()).containsExactly(2, 0, 1, 3, Double.NaN, 1);
        assertThat(zeros(2, 0).sort(0).shape()).isEqualTo(Shape.of(2, 0));
    }
}
