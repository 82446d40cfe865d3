// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** Gradients with exact values: ties, branches, paths, custom gradients, and misuse of tapes. */
final class TapeCases {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final TensorRuntime runtime;

    TapeCases(TensorRuntime runtime) {
        this.runtime = runtime;
    }

    Map<String, Runnable> all() {
        Map<String, Runnable> cases = new LinkedHashMap<>();
        cases.put("several paths and repeated use add up", this::paths);
        cases.put("stopGradient cuts one path only", this::stopGradient);
        cases.put("where gives the branch not taken exactly 0", this::where);
        cases.put("ties", this::ties);
        cases.put("powers at 0", this::powers);
        cases.put("saturation leaves gradients finite", this::saturation);
        cases.put("cast", this::cast);
        cases.put("gather of repeated indices", this::gather);
        cases.put("straight-through", this::straightThrough);
        cases.put("custom gradients", this::customGradients);
        cases.put("a list changed after its concatenation", this::changedList);
        cases.put("nested scopes", this::nestedScopes);
        cases.put("parameters on which the loss does not depend", this::independent);
        cases.put("a loss that is a parameter", this::parameterItself);
        cases.put("unrecorded", this::unrecorded);
        cases.put("two tapes", this::twoTapes);
        cases.put("a tape within what another does not record", this::tapeWithin);
        cases.put("gradients of chosen parameters alone", this::chosen);
        cases.put("losses that have no gradient", this::badLosses);
        cases.put("gradients taken twice", this::takenTwice);
        cases.put("a tape used for several steps", this::severalSteps);
        return cases;
    }

    private double[] gradient(UnaryOperator<Tensor> function, double... at) {
        return gradients((x, unused) -> function.apply(x), at, new double[] {0}).get(0);
    }

    private List<double[]> gradients(
            BiFunction<Tensor, Tensor, Tensor> function, double[] first, double[] second) {
        Tensor x = runtime.keep(runtime.vector(first), true);
        Tensor y = runtime.keep(runtime.vector(second), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Gradients gradients = tape.gradients(function.apply(x, y).sum());
            return List.of(gradients.of(x).readDoubles(), gradients.of(y).readDoubles());
        } finally {
            runtime.release(x);
            runtime.release(y);
        }
    }

    private void paths() {
        assertThat(gradient(x -> x.mul(x).add(x), 3, -1)).containsExactly(7, -1);
        assertThat(
                        gradient(
                                x -> {
                                    Tensor square = x.square();
                                    return square.mul(square).add(square).sub(x).add(square);
                                },
                                2))
                .containsExactly(4 * 8 + 2 * 2 * 2 - 1);
        assertThat(gradient(x -> Tensor.concatenate(List.of(x, x, x), 0), 1, 2))
                .containsExactly(3, 3);
    }

    private void stopGradient() {
        assertThat(gradient(x -> x.mul(x.stopGradient()), 3, -2)).containsExactly(3, -2);
        assertThat(gradient(x -> x.square().sub(x.square().stopGradient()), 3)).containsExactly(6);
    }

    private void where() {
        Tensor mask = runtime.vector(1, 0, 1, 0);
        double[] hostile = {1, Double.NaN, INFINITY, -INFINITY};
        double[] other = {INFINITY, 2, Double.NaN, 3};
        List<double[]> gradients = gradients((x, y) -> x.where(mask, y).mul(5), hostile, other);
        assertThat(gradients.get(0)).containsExactly(5, 0, 5, 0);
        assertThat(gradients.get(1)).containsExactly(0, 5, 0, 5);
        // The gradient from above may itself be infinite.
        gradients = gradients((x, y) -> x.where(mask, y).log(), new double[4], new double[4]);
        assertThat(gradients.get(0)).containsExactly(INFINITY, 0, INFINITY, 0);
        assertThat(gradients.get(1)).containsExactly(0, INFINITY, 0, INFINITY);
    }

    private void ties() {
        double[] a = {1, 2, 3};
        double[] b = {1, 3, 2};
        List<double[]> larger = gradients(Tensor::maximum, a, b);
        assertThat(larger.get(0)).containsExactly(1, 0, 1);
        assertThat(larger.get(1)).containsExactly(0, 1, 0);
        List<double[]> smaller = gradients(Tensor::minimum, a, b);
        assertThat(smaller.get(0)).containsExactly(1, 1, 0);
        assertThat(smaller.get(1)).containsExactly(0, 0, 1);
        assertThat(gradient(x -> x.maximum(1), 0, 1, 2)).containsExactly(0, 0, 1);
        assertThat(gradient(x -> x.minimum(1), 0, 1, 2)).containsExactly(1, 0, 0);
        assertThat(gradient(x -> x.max(), 2, 1, 2, 2))
                .containsExactly(1 / 3.0, 0, 1 / 3.0, 1 / 3.0);
        assertThat(gradient(x -> x.min(), 2, 1, 1, 2)).containsExactly(0, 0.5, 0.5, 0);
        assertThat(gradient(x -> x.relu(), -1, 0, 1)).containsExactly(0, 0, 1);
        assertThat(gradient(x -> x.abs(), -2, 0, 2)).containsExactly(-1, 0, 1);
        assertThat(gradient(x -> x.sign().add(x.floor()), -2.5, 0, 2.5)).containsExactly(0, 0, 0);
    }

    /** Powers of a device may err by some units in the last place: CUDA states 2 for a double. */
    private void powers() {
        Offset<Double> rounding = within(12 * 4 * Math.ulp(1.0));
        assertThat(gradient(x -> x.pow(0), 0, 2)).containsExactly(0, 0);
        assertThat(gradient(x -> x.pow(1), 0, 2)).containsExactly(new double[] {1, 1}, rounding);
        assertThat(gradient(x -> x.pow(2), 0, -3)).containsExactly(new double[] {0, -6}, rounding);
        Tensor exponents = runtime.vector(0, 1, 2, 3);
        assertThat(gradient(x -> x.pow(exponents), 0, 0, 0, -2))
                .containsExactly(new double[] {0, 1, 0, 12}, rounding);
    }

    private void saturation() {
        double[] large = {1000, -1000};
        assertThat(gradient(x -> x.softplus(), large)).containsExactly(1, 0);
        assertThat(gradient(x -> x.sigmoid(), large)).containsExactly(0, 0);
        assertThat(gradient(x -> x.tanh(), large)).containsExactly(0, 0);
        assertThat(gradient(x -> x.elu(), large)).containsExactly(1, 0);
        assertThat(gradient(x -> x.erf(), large)).containsExactly(0, 0);
        assertThat(gradient(x -> x.logSumExp(), large)).containsExactly(1, 0);
        assertThat(gradient(x -> x.logSumExp(), 3, -INFINITY)).containsExactly(1, 0);
    }

    private void cast() {
        assertThat(gradient(x -> x.cast(DType.FLOAT32).mul(3).cast(DType.FLOAT64), 0.1, 2))
                .containsExactly(3, 3);
        // A loss in the other precision.
        assertThat(gradient(x -> x.cast(DType.FLOAT32).square(), 0.5, 2)).containsExactly(1, 4);
        Tensor w = runtime.keep(runtime.vector(1.5), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            assertThat(w.cast(DType.INT32).isTracked()).isFalse();
            assertThat(w.cast(DType.INT32).cast(DType.FLOAT64).isTracked()).isFalse();
            assertThat(tape).isNotNull();
        } finally {
            runtime.release(w);
        }
    }

    private void gather() {
        Tensor indices = runtime.indices(new int[] {2, 0, 2, 2}, Shape.of(4));
        Tensor weights = runtime.vector(1, 10, 100, 1000);
        assertThat(gradient(x -> x.gather(0, indices).mul(weights), 1, 1, 1))
                .containsExactly(10, 0, 1101);
        assertThat(
                        gradient(
                                x -> x.scatterAdd(0, indices, 3).mul(runtime.vector(1, 10, 100)),
                                1,
                                1,
                                1,
                                1))
                .containsExactly(100, 1, 100, 100);
    }

    private void straightThrough() {
        double[] through =
                gradient(
                        soft -> CustomGradient.straightThrough(soft, soft.add(0.5).floor()).mul(3),
                        0.2,
                        0.9);
        assertThat(through).containsExactly(3, 3);
    }

    private void customGradients() {
        Tensor w = runtime.keep(runtime.vector(2), true);
        Tensor constant = runtime.vector(3);
        List<Boolean> asked = new ArrayList<>();
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor y =
                    CustomGradient.of(
                            () -> w.mul(constant),
                            (g, needed) -> {
                                asked.add(needed.test(0));
                                asked.add(needed.test(1));
                                return new Tensor[] {g.mul(7), g.mul(Double.NaN)};
                            },
                            List.of(w, constant));
            assertThat(y.readDoubles()).containsExactly(6);
            Gradients gradients = tape.gradients(y);
            assertThat(gradients.of(w).readDoubles()).containsExactly(7);
            assertThat(gradients.find(constant)).as("gradient of a constant").isEmpty();
            assertThat(asked).containsExactly(true, false);

            Tensor same = CustomGradient.of(() -> w, Pullback.of(g -> g.mul(5)), List.of(w));
            assertThat(tape.gradients(same).of(w).readDoubles()).containsExactly(5);

            Tensor wrong =
                    CustomGradient.of(
                            () -> w.square(), Pullback.of(g -> g.expandDims(0)), List.of(w));
            assertThatThrownBy(() -> tape.gradients(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("[1, 1]")
                    .hasMessageContaining("[1]");
            assertThat(
                            CustomGradient.of(
                                            () -> constant.square(),
                                            Pullback.of(g -> g),
                                            List.of(constant))
                                    .isTracked())
                    .isFalse();
        } finally {
            runtime.release(w);
        }
    }

    private void changedList() {
        double[] gradient =
                gradient(
                        x -> {
                            List<Tensor> parts = new ArrayList<>(List.of(x, x.mul(2)));
                            Tensor joined = Tensor.concatenate(parts, 0);
                            parts.clear();
                            return joined;
                        },
                        1,
                        1);
        assertThat(gradient).containsExactly(3, 3);
    }

    private void nestedScopes() {
        Tensor w = runtime.keep(runtime.vector(2, 3), true);
        Tensor gradient;
        try (TensorScope inner = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor hidden = w.square();
            gradient = inner.detach(tape.gradients(hidden.sum()).of(w));
            assertThat(inner.detach(hidden).isTracked()).as("what was detached").isFalse();
        }
        assertThat(gradient.readDoubles()).containsExactly(4, 6);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor lost;
            try (TensorScope inner = runtime.scope()) {
                lost = w.square();
                assertThat(inner.detach(lost).readDoubles()).containsExactly(4, 9);
            }
            Tensor outer = w.mul(2).sum();
            assertThatThrownBy(lost::sum)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after its scope was closed");
            assertThat(tape.gradients(outer).of(w).readDoubles()).containsExactly(2, 2);
        } finally {
            runtime.release(w);
        }
    }

    private void independent() {
        Tensor w = runtime.keep(runtime.vector(2), true);
        Tensor unused = runtime.keep(runtime.vector(1, 1), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            assertThat(unused.square().isTracked()).isTrue();
            Gradients gradients = tape.gradients(w.square());
            assertThat(gradients.find(unused)).isEmpty();
            assertThat(gradients.of(unused).readDoubles()).containsExactly(0, 0);
            assertThat(gradients.find(w)).isPresent();
        } finally {
            runtime.release(w);
            runtime.release(unused);
        }
        assertThat(unusedIsOver(unused)).isTrue();
    }

    private static boolean unusedIsOver(Tensor released) {
        assertThatThrownBy(released::readDoubles).isInstanceOf(IllegalStateException.class);
        return true;
    }

    private void parameterItself() {
        Tensor w = runtime.keep(runtime.scalar(2), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            assertThat(tape.gradients(w.sum()).of(w).readScalar()).isEqualTo(1);
        } finally {
            runtime.release(w);
        }
    }

    private void unrecorded() {
        Tensor w = runtime.keep(runtime.vector(2), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor aside = runtime.unrecorded(() -> w.square());
            assertThat(aside.isTracked()).isFalse();
            assertThat(tape.gradients(w.mul(aside)).of(w).readDoubles()).containsExactly(4);
        } finally {
            runtime.release(w);
        }
        assertThat(runtime.vector(1).isTracked()).isFalse();
    }

    private void twoTapes() {
        Tensor w = runtime.keep(runtime.vector(2), true);
        try (GradientTape first = GradientTape.record(runtime)) {
            assertThatThrownBy(() -> GradientTape.record(runtime))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already");
            assertThat(first.gradients(w.square()).of(w).readDoubles()).containsExactly(4);
            first.close();
            try (GradientTape second = GradientTape.record(runtime)) {
                first.close();
                assertThat(second.gradients(w.square()).of(w).readDoubles()).containsExactly(4);
            }
        } finally {
            runtime.release(w);
        }
    }

    private void tapeWithin() {
        Tensor w = runtime.keep(runtime.vector(3), true);
        try (GradientTape outer = GradientTape.record(runtime)) {
            Tensor before = w.square();
            double inner =
                    runtime.unrecorded(
                            () -> {
                                try (GradientTape tape = GradientTape.record(runtime)) {
                                    return tape.gradients(w.mul(w).mul(w)).of(w).readScalar();
                                }
                            });
            assertThat(inner).isEqualTo(27);
            assertThat(outer.gradients(before.mul(w)).of(w).readDoubles()).containsExactly(27);
        } finally {
            runtime.release(w);
        }
    }

    /**
     * Chosen tensors have the same gradient as without a choice. The others have none, and their
     * pullbacks do not compute one.
     */
    private void chosen() {
        Tensor w = runtime.keep(runtime.vector(2, -3), true);
        Tensor v = runtime.keep(runtime.vector(0.5, 4), true);
        Tensor elsewhere = runtime.keep(runtime.vector(1), true);
        List<Boolean> asked = new ArrayList<>();
        try (GradientTape tape = GradientTape.record(runtime)) {
            double[] full = tape.gradients(several(w, v, new ArrayList<>())).of(w).readDoubles();

            Gradients ofOne = tape.gradients(several(w, v, asked), List.of(w));
            assertThat(ofOne.of(w).readDoubles()).isEqualTo(full);
            assertThat(ofOne.find(v)).as("gradient of one that is not chosen").isEmpty();
            assertThat(asked).as("what the pullback was asked for").containsExactly(true, false);

            Gradients ofBoth = tape.gradients(several(w, v, asked), List.of(v, w));
            assertThat(ofBoth.of(w).readDoubles()).isEqualTo(full);
            assertThat(ofBoth.find(v)).isPresent();

            Gradients ofNone = tape.gradients(several(w, v, asked), List.of(elsewhere));
            assertThat(ofNone.find(w)).isEmpty();
            assertThat(ofNone.find(elsewhere)).as("no path from it to the loss").isEmpty();
            assertThat(tape.gradients(w.sum(), List.of(w)).of(w).readDoubles())
                    .containsExactly(1, 1);
            assertThatThrownBy(() -> tape.gradients(w.square(), List.of(w)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[2]");
        } finally {
            List.of(w, v, elsewhere).forEach(runtime::release);
        }
    }

    /** Several paths from both arguments, one of them through a pullback that is asked for each. */
    private static Tensor several(Tensor w, Tensor v, List<Boolean> asked) {
        Tensor product =
                CustomGradient.of(
                        () -> w.mul(v),
                        (g, needed) -> {
                            asked.add(needed.test(0));
                            asked.add(needed.test(1));
                            return new @Nullable Tensor[] {
                                needed.test(0) ? g.mul(v) : null, needed.test(1) ? g.mul(w) : null
                            };
                        },
                        List.of(w, v));
        return product.add(w.square()).add(v.exp()).mul(product.sin()).sum();
    }

    private void badLosses() {
        Tensor w = runtime.keep(runtime.vector(2, 3), true);
        Tensor before = w.sum();
        Tensor fromElsewhere;
        try (GradientTape earlier = GradientTape.record(runtime)) {
            fromElsewhere = w.sum();
            assertThat(earlier).isNotNull();
        }
        try (GradientTape tape = GradientTape.record(runtime)) {
            assertThatThrownBy(() -> tape.gradients(w.square()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[2]");
            assertThatThrownBy(() -> tape.gradients(before))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no tracked tensor");
            assertThatThrownBy(() -> tape.gradients(fromElsewhere))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not computed on this tape");
        } finally {
            runtime.release(w);
        }
    }

    private void takenTwice() {
        Tensor w = runtime.keep(runtime.vector(2), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor loss = w.square();
            tape.gradients(loss);
            assertThatThrownBy(() -> tape.gradients(loss))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("taken before");
        } finally {
            runtime.release(w);
        }
    }

    private void severalSteps() {
        Tensor w = runtime.keep(runtime.vector(8), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            for (int step = 0; step < 3; step++) {
                Tensor gradient = tape.gradients(w.square().mul(0.25)).of(w);
                runtime.assign(w, w.stopGradient().sub(gradient));
            }
            assertThat(w.readDoubles()).containsExactly(1);
        } finally {
            runtime.release(w);
        }
    }
}
