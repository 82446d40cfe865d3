// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** Where parameters are moved they are far from the uniform start. */
class MadePriorTest {

    private static final RandomKey KEY = RandomKey.of(23);
    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final List<Integer> HIDDEN = List.of(9, 7);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static MadePrior moved(TensorRuntime runtime, int n, int k, boolean direct) {
        try (TensorScope scope = runtime.scope()) {
            MadePrior prior =
                    new MadePrior.Settings(HIDDEN, Activation.TANH, direct)
                            .of(runtime, KEY, new OneHot(n, k));
            ParameterProbe.move(prior, KEY.split("moved"), 0.4);
            return prior;
        }
    }

    /** All k^n values, the last variable fastest, [k^n, n, k]. */
    private static Tensor all(TensorRuntime runtime, int n, int k) {
        int count = (int) Math.pow(k, n);
        int[] indices = new int[count * n];
        for (int v = 0; v < count; v++) {
            int rest = v;
            for (int i = n - 1; i >= 0; i--) {
                indices[v * n + i] = rest % k;
                rest /= k;
            }
        }
        return runtime.indices(indices, Shape.of(count * n)).oneHot(k).reshape(count, n, k);
    }

    private static double[] probabilities(MadePrior prior, int n, int k) {
        try (TensorScope scope = prior.parameters().get(0).value().runtime().scope()) {
            Tensor z = all(prior.parameters().get(0).value().runtime(), n, k);
            return prior.logProbability(z).exp().readDoubles();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, false", "2, 2, true", "4, 3, false", "4, 3, true", "7, 2, true"})
    void sumsToOne(int n, int k, boolean direct) {
        double[] p = probabilities(moved(runtime, n, k, direct), n, k);
        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(p).max().orElseThrow())
                .isGreaterThan(1.1 * Arrays.stream(p).average().orElseThrow());
    }

    /** A finite step of one variable leaves the logits up to it as they are, to the bit. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logitsSeeOnlyTheVariablesBeforeTheirs(boolean direct) {
        int n = 5;
        int k = 3;
        MadePrior prior = moved(runtime, n, k, direct);
        try (TensorScope scope = runtime.scope()) {
            double[] z = KEY.split("z").normal(n * k);
            double[] before = prior.logits(runtime.tensor(z, Shape.of(n, k))).readDoubles();
            for (int at = 0; at < n * k; at++) {
                double[] stepped = z.clone();
                stepped[at] += 1e-3;
                double[] after =
                        prior.logits(runtime.tensor(stepped, Shape.of(n, k))).readDoubles();
                int changed = at / k;
                for (int i = 0; i < n * k; i++) {
                    if (i / k <= changed) {
                        assertThat(after[i]).as("logit %d by input %d", i, at).isEqualTo(before[i]);
                    } else {
                        assertThat(Math.abs(after[i] - before[i]))
                                .as("logit %d by input %d", i, at)
                                .isGreaterThan(1e-9);
                    }
                }
            }
        }
    }

    /**
     * Wrong with probability 1e-6; finds the law of another prior of the same kind, and that of
     * independent variables with the same marginals.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsHaveTheProbabilities(boolean direct) {
        int n = 3;
        int k = 3;
        MadePrior prior = moved(runtime, n, k, direct);
        long[] counts = new long[27];
        try (TensorScope scope = runtime.scope()) {
            Tensor z = prior.sample(KEY.split("sample"), 40_000);
            assertThat(z.shape()).isEqualTo(Shape.of(40_000, n, k));
            int[] categories = z.argMax(-1).readInts();
            for (int i = 0; i < categories.length; i += n) {
                counts[9 * categories[i] + 3 * categories[i + 1] + categories[i + 2]]++;
            }
        }
        double[] p = probabilities(prior, n, k);
        ASSERT.counts("z", counts, p);
        assertThatThrownBy(() -> ASSERT.counts("z", counts, independent(p)))
                .isInstanceOf(AssertionError.class);
        double[] other = probabilities(moved(runtime, n, k, !direct), n, k);
        assertThatThrownBy(() -> ASSERT.counts("z", counts, other))
                .isInstanceOf(AssertionError.class);
    }

    /** The product of the marginals of three variables of three categories. */
    private static double[] independent(double[] p) {
        double[][] marginals = new double[3][3];
        int[] place = {9, 3, 1};
        for (int v = 0; v < 27; v++) {
            for (int i = 0; i < 3; i++) {
                marginals[i][v / place[i] % 3] += p[v];
            }
        }
        return IntStream.range(0, 27)
                .mapToDouble(
                        v -> marginals[0][v / 9] * marginals[1][v / 3 % 3] * marginals[2][v % 3])
                .toArray();
    }

    @Test
    void theSameKeyDrawsTheSameAndMoreDrawsBeginWithThem() {
        MadePrior prior = moved(runtime, 6, 4, true);
        try (TensorScope scope = runtime.scope()) {
            double[] few = prior.sample(KEY, 10).readDoubles();
            double[] many = prior.sample(KEY, 50).readDoubles();
            assertThat(prior.sample(KEY, 10).readDoubles()).isEqualTo(few);
            assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
            assertThat(prior.sample(KEY.fold(1), 10).readDoubles()).isNotEqualTo(few);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAreThoseOfFiniteDifferences(boolean direct) {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            MadePrior prior = moved(reference, 3, 3, direct);
            Tensor z = all(reference, 3, 3).slice(0, 5, 17).reshape(2, 6, 3, 3);
            assertThat(prior.logProbability(z).shape()).isEqualTo(Shape.of(2, 6));
            ParameterProbe.compareWithDifferences(prior, () -> prior.logProbability(z));
            GradientCheck.of(reference)
                    .check("autoregressive", in -> prior.logProbability(in.get(0)), z);
        }
    }

    @Test
    void startsUniform() {
        OneHot space = new OneHot(20, 32);
        try (TensorScope scope = runtime.scope()) {
            MadePrior prior =
                    new MadePrior.Settings(List.of(64), Activation.RELU, true)
                            .of(runtime, KEY, space);
            double[] log = prior.logProbability(prior.sample(KEY, 5)).readDoubles();
            for (double value : log) {
                assertThat(value).isCloseTo(-20 * Math.log(32), within(1e-11));
            }
        }
    }

    @Test
    void singlePrecisionAgreesWithDouble() {
        double[][] found = new double[2][];
        for (int i = 0; i < 2; i++) {
            try (TensorRuntime own = Runtimes.nd4j(i == 0 ? DType.FLOAT32 : DType.FLOAT64)) {
                MadePrior prior = moved(own, 4, 3, true);
                try (TensorScope scope = own.scope()) {
                    found[i] = prior.logProbability(all(own, 4, 3)).readDoubles();
                }
            }
        }
        for (int i = 0; i < found[0].length; i++) {
            assertThat(found[0][i]).isCloseTo(found[1][i], within(1e-5 * Math.abs(found[1][i])));
        }
    }

    /**
     * Fitted to a Markov chain of second order: an exact cross-entropy over all 729 values within
     * 0.03 nats of the entropy, of which independent variables with the true marginals miss more
     * than 1 nat.
     */
    @Test
    @Tag("full")
    void learnsAMarkovChain() {
        int n = 6;
        int k = 3;
        double[] truth = chain(n, k);
        double entropy = -Arrays.stream(truth).map(p -> p * Math.log(p)).sum();
        double unigram = unigramCrossEntropy(truth, n, k);
        try (TensorScope outer = runtime.scope()) {
            MadePrior prior =
                    new MadePrior.Settings(List.of(48, 48), Activation.RELU, false)
                            .of(runtime, KEY, new OneHot(n, k));
            Tensor values = all(runtime, n, k);
            fit(prior, values, truth);
            double[] log = prior.logProbability(values).readDoubles();
            double learned =
                    -IntStream.range(0, truth.length).mapToDouble(v -> truth[v] * log[v]).sum();
            assertThat(learned).isBetween(entropy, entropy + 0.03);
            assertThat(unigram).isGreaterThan(entropy + 1);
        }
    }

    private void fit(MadePrior prior, Tensor values, double[] truth) {
        Optimizer adam =
                StrictMapper.of(
                                OptimizerSettings.Adam.class,
                                Map.of("learningRate", Schedule.constant(1)))
                        .create();
        Schedule rate = new Schedule.Cosine(0.01, 0, 600);
        int batch = 256;
        for (int step = 0; step < 600; step++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                double[] uniform = KEY.split("batch").fold(step).uniform(batch);
                Tensor rows =
                        runtime.indices(
                                Arrays.stream(uniform).mapToInt(u -> drawn(truth, u)).toArray(),
                                Shape.of(batch));
                Tensor loss = prior.logProbability(values.gather(0, rows)).mean().neg();
                adam.step(
                        prior.parameters(),
                        tape.gradients(loss),
                        new Optimizer.Step(step, rate.at(step)));
            }
        }
    }

    private static int drawn(double[] p, double u) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i];
            if (u < sum) {
                return i;
            }
        }
        return p.length - 1;
    }

    /** Each variable depends on the two before it; the probabilities of all k^n values. */
    private static double[] chain(int n, int k) {
        double[] table = KEY.split("chain").normal(k * k * k);
        double[] p = new double[(int) Math.pow(k, n)];
        for (int v = 0; v < p.length; v++) {
            double probability = 1;
            for (int i = 0, rest = v; i < n; i++, rest /= k) {
                int now = rest % k;
                int before = i < n - 1 ? rest / k % k : 0;
                int first = i < n - 2 ? rest / (k * k) % k : 0;
                double[] row =
                        Arrays.stream(table, (first * k + before) * k, (first * k + before + 1) * k)
                                .map(x -> Math.exp(2 * x))
                                .toArray();
                probability *= row[now] / Arrays.stream(row).sum();
            }
            p[v] = probability;
        }
        return p;
    }

    private static double unigramCrossEntropy(double[] p, int n, int k) {
        double total = 0;
        for (int i = 0, place = 1; i < n; i++, place *= k) {
            double[] marginal = new double[k];
            for (int v = 0; v < p.length; v++) {
                marginal[v / place % k] += p[v];
            }
            total -= Arrays.stream(marginal).map(q -> q * Math.log(q)).sum();
        }
        return total;
    }

    @Test
    void needsAHiddenLayer() {
        assertThatThrownBy(
                        () ->
                                new MaskedAutoencoder.Layout(
                                        2, 2, List.of(), Activation.RELU, true, false))
                .hasMessage("hidden needs a width at least");
    }
}
