// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Programs that are captured when they come again, and what varies between one time and the next.
 */
@Timeout(60)
final class CapturedProgramsTest {

    private static final int TIMES = 8;

    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();

    /** Counts the products that are asked for, those of a capture among them. */
    private TensorBackend capturing() {
        return CountedCalls.of(
                new CapturingBackend(
                        DrawingBackend.of(new ReferenceBackend()), replayed, List.of()),
                method -> method.getName().equals("matmul"),
                asked);
    }

    private TensorRuntime runtime() {
        return on(Graphs.ON.apply(capturing()));
    }

    private static TensorRuntime on(TensorBackend backend) {
        return TensorRuntime.on(backend, DType.FLOAT64);
    }

    /** Reads what a program computes each time, in a scope of its own. */
    private static List<Double> eachTime(TensorRuntime runtime, IntFunction<Tensor> program) {
        List<Double> results = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            try (TensorScope scope = runtime.scope()) {
                results.add(program.apply(i).readScalar());
            }
        }
        return results;
    }

    private static void assertEachTime(List<Double> results, IntToDoubleFunction expected) {
        for (int i = 0; i < TIMES; i++) {
            assertThat(results.get(i)).as("time %d", i).isEqualTo(expected.applyAsDouble(i));
        }
    }

    private static Tensor kept(TensorRuntime runtime, double... values) {
        try (TensorScope scope = runtime.scope()) {
            return runtime.keep(runtime.vector(values).reshape(Shape.of(values.length, 1)), true);
        }
    }

    /** (x, 1) w, squared and four times itself. */
    private static Tensor computed(TensorRuntime runtime, Tensor w, double x) {
        Tensor row = runtime.tensor(new double[] {x, 1}, Shape.of(1, 2));
        Tensor product = row.matmul(w);
        return product.mul(product).add(product).add(product).add(product).add(product);
    }

    private static double expected(double slope, double x) {
        double product = slope * x + 1;
        return product * product + 4 * product;
    }

    @Test
    void dataAndParametersMayChange() {
        try (TensorRuntime runtime = runtime()) {
            Tensor w = kept(runtime, 1, 1);
            List<Double> results =
                    eachTime(
                            runtime,
                            i -> {
                                Tensor result = computed(runtime, w, i);
                                runtime.assign(w, w.add(runtime.vector(1, 0).reshape(w.shape())));
                                return result;
                            });
            assertEachTime(results, i -> expected(i + 1, i));
        }
        assertThat(replayed.get()).isPositive();
        // Two times one by one, and twice to capture.
        assertThat(asked).hasValue(4);
    }

    @Test
    void drawsAreThoseOfTheKeyEachTime() {
        try (TensorRuntime runtime = runtime()) {
            Tensor w = kept(runtime, 1, 1);
            List<Double> results =
                    eachTime(
                            runtime,
                            i -> {
                                Tensor x = runtime.uniform(RandomKey.of(i), Shape.of(1));
                                Tensor bit = runtime.bernoulli(RandomKey.of(i), x);
                                return computed(runtime, w, i).mul(x).add(bit);
                            });
            assertEachTime(
                    results,
                    i -> {
                        double[] x = RandomKey.of(i).uniform(1);
                        return expected(1, i) * x[0] + RandomKey.of(i).bernoulli(x)[0];
                    });
        }
        assertThat(replayed.get()).isPositive();
    }

    /** A number is taken for one of the program until it changes; then for one that varies. */
    @Test
    void aNumberMayChangeLate() {
        try (TensorRuntime runtime = runtime()) {
            Tensor w = kept(runtime, 2, 1);
            List<Double> results =
                    eachTime(runtime, i -> computed(runtime, w, 3).mul(i < 5 ? 0.5 : i));
            assertEachTime(results, i -> (i < 5 ? 0.5 : i) * expected(2, 3));
        }
        // Two times one by one, twice to capture, and twice again when the number was not the same.
        assertThat(asked).hasValue(6);
    }

    /** Another buffer in the place of one that was the same each time before. */
    @Test
    void aParameterMayBeReplaced() {
        try (TensorRuntime runtime = runtime()) {
            Tensor first = kept(runtime, 2, 1);
            Tensor second = kept(runtime, -3, 1);
            List<Double> results =
                    eachTime(runtime, i -> computed(runtime, i % 5 == 4 ? second : first, i));
            assertEachTime(results, i -> expected(i % 5 == 4 ? -3 : 2, i));
        }
    }

    /**
     * What a program has computed is not lost when it comes again, nor when it takes it back in.
     */
    @Test
    void resultsOutliveTheNextTime() {
        try (TensorRuntime runtime = runtime();
                TensorScope scope = runtime.scope()) {
            Tensor w = runtime.vector(1, 1).reshape(Shape.of(2, 1));
            List<Tensor> all = new ArrayList<>();
            Tensor value = runtime.vector(1, 2);
            List<Double> sums = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                Tensor row = value.mul(0.5).reshape(Shape.of(1, 2));
                value = row.matmul(w).mul(row).add(1).reshape(Shape.of(2));
                all.add(value);
                sums.add(value.sum().readScalar());
            }
            for (int i = 0; i < TIMES; i++) {
                assertThat(all.get(i).sum().readScalar()).isEqualTo(sums.get(i));
            }
            double x = 1;
            double y = 2;
            for (int i = 0; i < TIMES; i++) {
                double sum = (x + y) / 2;
                x = sum * x / 2 + 1;
                y = sum * y / 2 + 1;
                assertThat(sums.get(i)).isEqualTo(x + y);
            }
        }
        assertThat(replayed.get()).isPositive();
    }

    private TensorRuntime refusing(Graphs graphs, List<Class<? extends Operation>> refused) {
        return on(graphs.apply(new CapturingBackend(capturing(), replayed, refused)));
    }

    /**
     * Trains with two programs in turn. The first program of a step is captured in any case. The
     * second updates a parameter, computes a softmax, and updates again.
     */
    private static List<Double> trained(TensorRuntime runtime) {
        Tensor w = kept(runtime, 2, 1);
        Tensor first = kept(runtime, 0, 0);
        Tensor second = kept(runtime, 0, 0);
        List<Double> results = new ArrayList<>();
        try (TensorScope outer = runtime.scope()) {
            Tensor held = runtime.scalar(0);
            results.addAll(eachTime(runtime, i -> computed(runtime, w, i)));
            for (int i = 0; i < TIMES; i++) {
                try (TensorScope scope = runtime.scope()) {
                    Tensor noise = runtime.normal(RandomKey.of(i), w.shape());
                    Tensor moved = w.add(noise.mul(0.1)).mul(0.9).add(0.01).sub(noise.mul(0.2));
                    runtime.assign(w, moved);
                    Tensor shares = w.mul(2).add(moved).square().softmax(0).add(noise);
                    Updates.step(
                            List.of(new Update<>(w, shares, List.of(first, second))),
                            1,
                            new AdamStep(1e-2, 0.9, 0.999, 1e-8, 0, i + 1));
                    held = scope.detach(held.add(shares.sum()));
                }
                results.addAll(eachTime(runtime, j -> computed(runtime, w, j)));
                results.add(held.readScalar());
            }
        }
        return results;
    }

    /**
     * The state before a capture that fails is the same as without, and so are all later results.
     */
    @Test
    void aProgramThatIsRefusedChangesNoResult() {
        List<Double> expected;
        try (TensorRuntime runtime = refusing(Graphs.OFF, List.of())) {
            expected = trained(runtime);
        }
        assertThat(replayed).hasValue(0);
        try (TensorRuntime runtime = refusing(Graphs.AUTO, List.of(Operation.Softmax.class))) {
            assertThat(trained(runtime)).isEqualTo(expected);
            assertThat(replayed.get()).as("operations of the first program").isPositive();
            assertThat(runtime.backendDescription())
                    .containsEntry(
                            "graphs",
                            "no: Softmax[axis=0, logarithm=false] cannot be captured:"
                                    + " Softmax[axis=0, logarithm=false] in a program that is captured");
            long before = replayed.get();
            trained(runtime);
            assertThat(replayed).as("nothing is captured any more").hasValue(before);
        }
        try (TensorRuntime runtime = refusing(Graphs.AUTO, List.of())) {
            assertThat(trained(runtime)).isEqualTo(expected);
            assertThat(runtime.backendDescription()).containsEntry("graphs", "yes");
        }
    }

    @Test
    void aProgramThatIsRefusedIsAnErrorIfCapturesAreRequired() {
        try (TensorRuntime runtime = refusing(Graphs.ON, List.of(Operation.Softmax.class))) {
            assertThatThrownBy(() -> trained(runtime))
                    .isInstanceOf(BackendException.class)
                    .hasMessage(
                            "runtime.graphs is on, but Softmax[axis=0, logarithm=false] cannot be"
                                    + " captured: Softmax[axis=0, logarithm=false] in a program that is captured; use"
                                    + " runtime.graphs: auto or off");
        }
    }

    @Test
    void longProgramsRunInPieces() {
        try (TensorRuntime runtime = runtime()) {
            Tensor w = kept(runtime, 2, 1);
            List<Double> results =
                    eachTime(
                            runtime,
                            i -> {
                                Tensor total = w;
                                for (int k = 0; k < 2500; k++) {
                                    total = total.add(w);
                                }
                                return total.sum();
                            });
            assertEachTime(results, i -> 3 * 2501);
        }
        assertThat(replayed.get()).isPositive();
    }

    @Test
    void aReleasedTensorIsRefused() {
        try (TensorRuntime runtime = runtime()) {
            Tensor w = kept(runtime, 2, 1);
            runtime.release(w);
            assertThatThrownBy(() -> w.add(w)).isInstanceOf(IllegalStateException.class);
            assertThat(computed(runtime, kept(runtime, 2, 1), 3).readScalar())
                    .isEqualTo(expected(2, 3));
        }
    }

    @Test
    void whatTheBackendThrowsIsWhatIsSaid() {
        assertThatThrownBy(
                        () -> {
                            try (TensorRuntime runtime = runtime();
                                    TensorScope scope = runtime.scope()) {
                                Tensor beyond = runtime.indices(new int[] {7}, Shape.of(1));
                                runtime.vector(1, 2).gather(0, beyond).readScalar();
                            }
                        })
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** What is released and closed after a failure does not hide it; a later reader is told. */
    @Test
    void theFirstFailureIsSeen() {
        try (TensorRuntime runtime = refusing(Graphs.ON, List.of(Operation.Softmax.class))) {
            Tensor copy = kept(runtime, 0, 0);
            assertThatThrownBy(
                            () -> {
                                try {
                                    trained(runtime);
                                } finally {
                                    try (TensorScope scope = runtime.scope()) {
                                        runtime.assign(copy, copy.add(1));
                                    }
                                }
                            })
                    .hasMessageContaining("runtime.graphs is on");
            assertThatThrownBy(copy::readDoubles).hasMessage("the backend has failed before");
        }
    }

    @Test
    void aBackendThatCapturesNothingIsSaid() {
        TensorBackend plain = new ReferenceBackend();
        assertThat(Graphs.AUTO.apply(plain)).isSameAs(plain);
        assertThat(Graphs.OFF.apply(plain)).isSameAs(plain);
        assertThatThrownBy(() -> Graphs.ON.apply(plain))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "backend reference captures no programs on this device; runtime.graphs: on"
                                + " needs the backend torch on cuda");
    }
}
