// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.lockstep.Lockstep;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Members that go ways of their own: alone, together again, or no further. */
@Timeout(60)
final class LockstepTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong products = new AtomicLong();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** What a member does with a runtime of its own. */
    private interface Work<T> {
        T of(TensorRuntime runtime, int member);
    }

    private <T> List<Future<T>> begin(int members, Work<T> work) {
        Lockstep lockstep = new Lockstep(this::counting, members);
        List<Future<T>> results = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            TensorBackend backend = lockstep.members().get(m);
            int member = m;
            Callable<T> task =
                    () -> {
                        try (TensorRuntime runtime = TensorRuntime.on(backend, DType.FLOAT64)) {
                            return work.of(runtime, member);
                        }
                    };
            results.add(threads.submit(task));
        }
        return results;
    }

    private <T> List<T> results(int members, Work<T> work) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> result : begin(members, work)) {
            results.add(result.get());
        }
        return results;
    }

    /** Returns a backend that counts products, and draws by itself. */
    private TensorBackend counting() {
        return CountedCalls.of(
                DrawingBackend.of(new ReferenceBackend()),
                method -> method.getName().equals("matmul"),
                products);
    }

    private static double product(TensorRuntime runtime, Tensor weights, double x) {
        try (TensorScope scope = runtime.scope()) {
            Tensor row = runtime.tensor(new double[] {x, 1}, Shape.of(1, 2));
            return row.matmul(weights).readDoubles()[0];
        }
    }

    private static Tensor weights(TensorRuntime runtime, double slope) {
        try (TensorScope scope = runtime.scope()) {
            return runtime.keep(runtime.tensor(new double[] {slope, 1}, Shape.of(2, 1)), true);
        }
    }

    @Test
    void equalProgramsAreOneOperation() throws Exception {
        List<Double> results =
                results(4, (runtime, m) -> product(runtime, weights(runtime, m), 10));
        assertThat(results).containsExactly(1.0, 11.0, 21.0, 31.0);
        assertThat(products).hasValue(1);
    }

    @Test
    void eachMemberDrawsWithItsOwnKey() throws Exception {
        List<double[]> results =
                results(
                        3,
                        (runtime, m) -> {
                            try (TensorScope scope = runtime.scope()) {
                                RandomKey key = RandomKey.of(m);
                                Tensor p = runtime.uniform(key, Shape.of(5));
                                Tensor bits = runtime.bernoulli(key, p);
                                Tensor square =
                                        p.reshape(Shape.of(1, 5)).matmul(p.reshape(Shape.of(5, 1)));
                                return Tensor.concatenate(
                                                List.of(p, bits, square.reshape(Shape.of(1))), 0)
                                        .readDoubles();
                            }
                        });
        for (int m = 0; m < 3; m++) {
            double[] p = RandomKey.of(m).uniform(5);
            double[] bits = RandomKey.of(m).bernoulli(p);
            assertThat(Arrays.copyOf(results.get(m), 5)).isEqualTo(p);
            assertThat(Arrays.copyOfRange(results.get(m), 5, 10)).isEqualTo(bits);
        }
        assertThat(products).as("in one program").hasValue(1);
    }

    @Test
    void longProgramsAreCarriedOutInPieces() throws Exception {
        List<Double> results =
                results(
                        3,
                        (runtime, m) -> {
                            Tensor sum = weights(runtime, m);
                            try (TensorScope scope = runtime.scope()) {
                                Tensor total = sum;
                                for (int i = 0; i < 5000; i++) {
                                    total = total.add(sum);
                                }
                                return total.sum().readScalar();
                            }
                        });
        assertThat(results).containsExactly(5001.0, 10002.0, 15003.0);
    }

    /** The second makes a detour inside an open scope, in which all have tensors that are used later. */
    @Test
    void aMemberThatGoesAWayOfItsOwnComesBack() throws Exception {
        List<Double> results =
                results(
                        3,
                        (runtime, m) -> {
                            Tensor weights = weights(runtime, m);
                            double sum = 0;
                            try (TensorScope scope = runtime.scope()) {
                                Tensor before = runtime.full(m + 1, Shape.of(2, 1)).add(weights);
                                if (m == 1) {
                                    sum += 1000 * product(runtime, weights, 3);
                                }
                                sum += before.sum().readScalar();
                                runtime.assign(weights, before);
                                sum += before.mul(2).sum().readScalar();
                            }
                            products.set(0);
                            return sum + 1e6 * product(runtime, weights, 1);
                        });
        // Weights (m, 1), before (2 m + 1, m + 2); the product at the end 3 m + 3.
        assertThat(results).containsExactly(3e6 + 3 * 3, 6e6 + 4000 + 3 * 6, 9e6 + 3 * 9);
        assertThat(products).as("in the end together again").hasValue(1);
    }

    @Test
    void theOthersGoOnWhenOneEnds() throws Exception {
        List<Double> results =
                results(
                        3,
                        (runtime, m) -> {
                            Tensor weights = weights(runtime, m);
                            double sum = 0;
                            for (int i = 0; i < 3 - m; i++) {
                                sum += product(runtime, weights, i);
                            }
                            return sum;
                        });
        assertThat(results).containsExactly(3.0, 3.0, 1.0);
    }

    @Test
    void theOthersGoOnWhenOneFails() throws Exception {
        List<Future<Double>> results =
                begin(
                        3,
                        (runtime, m) -> {
                            Tensor weights = weights(runtime, m);
                            if (m == 1) {
                                throw new IllegalStateException("of this member alone");
                            }
                            return product(runtime, weights, 2);
                        });
        assertThat(results.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> results.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("of this member alone");
        assertThat(results.get(2).get()).isEqualTo(5);
    }

    @Test
    void whatTheBackendThrowsReachesAll() {
        List<Future<Double>> results =
                begin(
                        2,
                        (runtime, m) -> {
                            try (TensorScope scope = runtime.scope()) {
                                Tensor row = runtime.vector(1, 2);
                                Tensor beyond = runtime.indices(new int[] {7}, Shape.of(1));
                                return row.gather(0, beyond).readScalar();
                            }
                        });
        for (Future<Double> result : results) {
            assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void aBackendThatCannotBeOpenedIsSaidAtOnce() {
        assertThatThrownBy(
                        () ->
                                new Lockstep(
                                        () -> {
                                            throw new IllegalStateException("no natives");
                                        },
                                        2))
                .hasMessage("no natives");
    }

    @Test
    void aReleasedTensorIsRefused() throws Exception {
        List<Boolean> refused =
                results(
                        2,
                        (runtime, m) -> {
                            Tensor weights = weights(runtime, m);
                            runtime.release(weights);
                            assertThatThrownBy(() -> weights.add(weights))
                                    .isInstanceOf(IllegalStateException.class);
                            return product(runtime, weights(runtime, m), 4) > 0;
                        });
        assertThat(refused).containsExactly(true, true);
    }
}
