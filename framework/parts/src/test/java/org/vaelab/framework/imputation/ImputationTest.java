// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The second of two values given the first, where it is known:
 *
 * <pre>
 *   z ~ N(0, 1),  x_i ~ N(z + b_i, s^2):  x_2 given x_1 ~ N(b_2 + (x_1 - b_1) / v, v - 1/v),  v = 1 + s^2
 * </pre>
 *
 * <p>q(z given x) is one Normal for all x, far from the posterior. Each statistical assertion fails
 * for a right implementation with a probability of 1e-6; of 4,000 draws those of pseudo-Gibbs
 * sampling, which are N(b_2 + m, s^2 + t^2), would be told from those of the test of Metropolis and
 * Hastings, and the other way round.
 */
class ImputationTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final RandomKey KEY = RandomKey.of(21);
    private static final int CHAINS = 4000;
    private static final double S = 0.7;
    private static final double V = 1 + S * S;

    private static final String INPUT =
            """
            {"q_mean": [-0.3], "q_std": [0.9], "W": [[1], [1]], "b": [0.1, -0.2], "s": 0.7,
             "x": [1.0, 0.5]}
            """;

    private static final NormalDistribution EXACT =
            new NormalDistribution(-0.2 + (1.0 - 0.1) / V, Math.sqrt(V - 1 / V));

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private LinearGaussian problem;

    @BeforeEach
    void build() throws JsonProcessingException {
        problem = new LinearGaussian(runtime, new ObjectMapper().readTree(INPUT));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private Imputed imputed(ImputationMethod method, int chains, int steps) {
        boolean[] observed = new boolean[2 * chains];
        for (int i = 0; i < chains; i++) {
            observed[2 * i] = true;
        }
        try (TensorScope scope = runtime.scope()) {
            return new Imputation(problem.model(), method, steps)
                    .of(Batch.of(problem.batch(chains)), observed, KEY);
        }
    }

    private static double[] second(double[] pairs) {
        double[] values = new double[pairs.length / 2];
        Arrays.setAll(values, i -> pairs[2 * i + 1]);
        return values;
    }

    @Tag("full")
    @Test
    void drawsTestedByTheRatioAreThoseGivenWhatIsObserved() {
        Imputed imputed = imputed(ImputationMethod.METROPOLIS, CHAINS, 60);
        ASSERT.distribution("tested", second(imputed.last()), EXACT::cumulativeProbability);
        for (int i = 0; i < CHAINS; i++) {
            assertThat(imputed.last()[2 * i]).isEqualTo(1.0);
            assertThat(imputed.means()[2 * i]).isEqualTo(1.0);
            assertThat(imputed.acceptance()[i]).isBetween(0.0, 1.0);
        }
        assertThat(Arrays.stream(imputed.acceptance()).average().orElseThrow()).isBetween(0.1, 0.9);
    }

    @Test
    void withoutTheTestTheyAreThoseOfTheInference() {
        Imputed imputed = imputed(ImputationMethod.PSEUDO_GIBBS, CHAINS, 4);
        NormalDistribution expected = new NormalDistribution(-0.5, Math.sqrt(S * S + 0.81));
        ASSERT.distribution("not tested", second(imputed.last()), expected::cumulativeProbability);
        assertThat(imputed.acceptance()).containsOnly(Double.NaN);
    }

    /**
     * Of one chain both approach what they estimate; the bias of the logarithm of a mean goes as
     * 1/T.
     */
    @Test
    void meansAndPredictiveDensitiesApproachTheExactOnes() {
        Imputed imputed = imputed(ImputationMethod.METROPOLIS, 50, 1000);
        ASSERT.mean("E[x]", second(imputed.means()), EXACT.getNumericalMean(), 0.1);
        double[] logs = imputed.logPredictive();
        assertThat(Arrays.stream(logs).average().orElseThrow())
                .isCloseTo(EXACT.logDensity(0.5), within(0.02));
    }

    private Imputed resampled(int data, int samples, int draws) {
        boolean[] observed = new boolean[2 * data];
        for (int i = 0; i < data; i++) {
            observed[2 * i] = true;
        }
        try (TensorScope scope = runtime.scope()) {
            return new ImportanceImputation(problem.model(), samples, false, new double[] {0, 0})
                    .of(Batch.of(problem.batch(data)), observed, draws, KEY);
        }
    }

    @Test
    @Tag("full")
    void resampledDrawsAreThoseGivenWhatIsObserved() {
        Imputed imputed = resampled(2000, 400, 2);
        double[] firsts = second(imputed.draws().get(0));
        double[] lasts = second(imputed.last());
        ASSERT.distribution("first", firsts, EXACT::cumulativeProbability);
        ASSERT.distribution("last", lasts, EXACT::cumulativeProbability);
        assertThat(firsts).isNotEqualTo(lasts);
        for (int i = 0; i < 2000; i++) {
            assertThat(imputed.last()[2 * i]).isEqualTo(1.0);
            assertThat(imputed.effectiveSize()[i]).isBetween(1.0, 800.0);
        }
    }

    @Tag("full")
    @Test
    void resampledMeansAndPredictiveDensitiesApproachTheExactOnes() {
        Imputed imputed = resampled(50, 4000, 1);
        ASSERT.mean("E[x]", second(imputed.means()), EXACT.getNumericalMean(), 0.1);
        assertThat(Arrays.stream(imputed.logPredictive()).average().orElseThrow())
                .isCloseTo(EXACT.logDensity(0.5), within(0.02));
        assertThat(imputed.acceptance()).containsOnly(Double.NaN);
    }

    @Test
    void severalDrawsOfAChainAreItsStates() {
        boolean[] observed = {true, false};
        try (TensorScope scope = runtime.scope()) {
            Imputation chain = new Imputation(problem.model(), ImputationMethod.METROPOLIS, 20);
            Batch batch = Batch.of(problem.batch(1));
            Imputed imputed = chain.of(batch, observed, 5, KEY);
            assertThat(imputed.draws()).hasSize(5);
            assertThat(imputed.last()).isEqualTo(chain.of(batch, observed, KEY).last());
            assertThatThrownBy(() -> chain.of(batch, observed, 11, KEY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("11 draws of a chain of 20 steps, of which 10 count");
        }
    }

    @Test
    void theSameKeyGivesTheSameDraws() {
        assertThat(imputed(ImputationMethod.METROPOLIS, 3, 20).last())
                .isEqualTo(imputed(ImputationMethod.METROPOLIS, 3, 20).last());
    }

    @Test
    void aChainHasTwoStepsAtLeast() {
        assertThatThrownBy(() -> imputed(ImputationMethod.METROPOLIS, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2 steps, not 1");
    }
}
