// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomKeyTest {
    private static final RandomKey KEY = RandomKey.of(1);

    @Test
    void showsItsPath() {
        RandomKey key = KEY.split("posterior").fold(17);
        assertThat(key).hasToString("seed 1/posterior/[17]");
        assertThat(key.path()).isEqualTo("posterior/[17]");
        assertThat(KEY).hasToString("seed 1");
        assertThat(KEY.path()).isEmpty();
        assertThat(RandomKey.of(-5).fold(-1)).hasToString("seed -5/[-1]");
    }

    @Test
    void differentDerivationsHaveDifferentPaths() {
        List<RandomKey> keys =
                List.of(
                        KEY.split("a/b"),
                        KEY.split("a").split("b"),
                        KEY.split("[1]"),
                        KEY.fold(1),
                        KEY.split("\"a\""),
                        KEY.split("a"),
                        KEY.split("a\\"),
                        KEY.split("a b"));
        assertThat(keys.stream().map(RandomKey::path)).doesNotHaveDuplicates();
        assertThat(keys).doesNotHaveDuplicates();
        assertThat(KEY.split("a/b")).hasToString("seed 1/\"a/b\"");
    }

    @Test
    void isAValue() {
        assertThat(RandomKey.of(1).split("x").fold(2))
                .isEqualTo(KEY.split("x").fold(2))
                .hasSameHashCodeAs(KEY.split("x").fold(2))
                .isNotEqualTo(KEY.split("x").fold(3))
                .isNotEqualTo(RandomKey.of(2).split("x").fold(2));
    }

    @Test
    void namesThatStringHashCodeConfusesAreDifferent() {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(KEY.split("Aa")).isNotEqualTo(KEY.split("BB"));
        assertThat(KEY.split("a")).isNotEqualTo(KEY.split("a\0"));
        assertThat(KEY.split("12345678")).isNotEqualTo(KEY.split("12345678\0"));
    }

    /** 300,000 words of 1,500 keys: two equal by chance with probability 2.4e-9. */
    @Test
    void streamsDoNotOverlap() {
        Set<Long> seen = new HashSet<>();
        List<RandomKey> keys = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            keys.add(RandomKey.of(i));
            keys.add(KEY.fold(i));
            keys.add(KEY.split("layer" + i));
        }
        for (RandomKey key : keys) {
            for (long word : key.bits(200)) {
                seen.add(word);
            }
        }
        assertThat(seen).hasSize(300_000);
    }

    /** 1,225 pairs at |z| &lt; 7: error rate 3e-9. A correlation of 0.05 lies at z = 15.8. */
    @Tag("full")
    @Test
    void streamsAreUncorrelated() {
        int n = 100_000;
        List<double[]> samples = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            samples.add(RandomKey.of(i).normal(n));
            samples.add(KEY.fold(i).normal(n));
            samples.add(KEY.split("name" + i).normal(n));
            samples.add(KEY.split("step").fold(1L << i).normal(n));
            samples.add(KEY.fold(i).split("posterior").normal(n));
        }
        for (int i = 0; i < samples.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(correlation(samples.get(i), samples.get(j))).isBetween(-7.0, 7.0);
            }
        }
        double[] mixed = samples.get(0).clone();
        for (int i = 0; i < n; i++) {
            mixed[i] = 0.05 * mixed[i] + Math.sqrt(1 - 0.05 * 0.05) * samples.get(1)[i];
        }
        assertThat(correlation(mixed, samples.get(0))).isGreaterThan(7);
    }

    /** sqrt(n) times the correlation of two standard Normal samples: about N(0, 1). */
    private static double correlation(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum / Math.sqrt(x.length);
    }

    @Test
    void kindsOfDrawAreIndependent() {
        double[] uniform = KEY.uniform(100_000);
        double[] normal = KEY.normal(100_000);
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = (uniform[i] - 0.5) * Math.sqrt(12);
        }
        assertThat(correlation(uniform, normal)).isBetween(-7.0, 7.0);
    }

    @Test
    void neighboursAreUncorrelated() {
        double[] x = KEY.split("lags").normal(200_000);
        for (int lag = 1; lag <= 8; lag++) {
            double sum = 0;
            for (int i = lag; i < x.length; i++) {
                sum += x[i] * x[i - lag];
            }
            assertThat(sum / Math.sqrt(x.length)).isBetween(-7.0, 7.0);
        }
    }

    @Tag("exhaustive")
    @Test
    void uniformsStayInTheOpenInterval() {
        assertThat(BitStream.openUnit(0)).isEqualTo(0x1p-53);
        assertThat(BitStream.openUnit(-1)).isEqualTo(1 - 0x1p-53).isLessThan(1);
        // Of 2^27 floats four round up to 1 on average, which the limit turns into the one below.
        float[] out = new float[1 << 16];
        for (int i = 0; i < 1 << 11; i++) {
            KEY.uniform((long) i << 16, out, 0, out.length);
            for (float u : out) {
                if (!(u > 0 && u < 1)) {
                    throw new AssertionError(u + " in chunk " + i + " of " + KEY);
                }
            }
        }
    }

    @Test
    void floatsAreTheRoundedDoubles() {
        int n = 5000;
        float[] narrow = new float[n + 3];
        KEY.normal(narrow, 3, n);
        double[] wide = KEY.normal(n);
        assertThat(narrow[2]).isZero();
        for (int i = 0; i < n; i++) {
            assertThat(narrow[3 + i]).isEqualTo((float) wide[i]);
        }
        double[] filled = new double[n];
        KEY.draw(Continuous.NORMAL, filled);
        assertThat(filled).isEqualTo(wide);
        KEY.draw(Continuous.EXPONENTIAL, narrow, 0, n);
        KEY.draw(Continuous.EXPONENTIAL, wide);
        assertThat(narrow[n - 1]).isEqualTo((float) wide[n - 1]);
        KEY.uniform(narrow, 0, n);
        KEY.draw(Continuous.UNIFORM, wide);
        assertThat(narrow[n - 1]).isEqualTo((float) wide[n - 1]);
    }

    @Test
    void threadsSeeTheSameBytes() throws Exception {
        int n = 400_000;
        double[] whole = KEY.normal(n);
        double[] shared = new double[n];
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int start = 0; start < n; start += 7919) {
                int from = start;
                int length = Math.min(7919, n - from);
                tasks.add(pool.submit(() -> KEY.normal(from, shared, from, length)));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(shared).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, Double.NaN, Double.POSITIVE_INFINITY, 1e-301})
    void refusesShapes(double shape) {
        double[] shapes = {1, shape};
        double[] ones = {1, 1};
        String rest = "[1] is " + shape + "; it must lie in [1e-300, 1e300]";
        assertThatThrownBy(() -> KEY.gamma(shapes)).hasMessage("shapes" + rest);
        assertThatThrownBy(() -> KEY.logGamma(shapes)).hasMessage("shapes" + rest);
        assertThatThrownBy(() -> KEY.beta(shapes, ones)).hasMessage("a" + rest);
        assertThatThrownBy(() -> KEY.beta(ones, shapes)).hasMessage("b" + rest);
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1.0000001f, Float.NaN})
    void refusesProbabilities(float p) {
        assertThatThrownBy(() -> KEY.bernoulli(new float[] {0.5f, p}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("probabilities[1] is ")
                .hasMessageEndingWith("; it must lie in [0, 1]");
        assertThatThrownBy(() -> KEY.bernoulli(new double[] {0.5, p}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("probabilities[1] is ");
    }

    @Test
    void refusesLogits() {
        double none = Double.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> KEY.categorical(new double[] {0, Double.NaN}, 2))
                .hasMessage(
                        "logits[1] is NaN; it must be finite, or -Infinity for an excluded"
                                + " category");
        assertThatThrownBy(() -> KEY.categorical(new double[] {Double.POSITIVE_INFINITY, 0}, 2))
                .hasMessageStartingWith("logits[0] is Infinity; it must be finite");
        assertThatThrownBy(() -> KEY.categorical(new double[] {1, 2, none, none}, 2))
                .hasMessage("the logits of row 1 are all -Infinity; one must be finite");
        assertThatThrownBy(() -> KEY.categorical(new double[5], 2))
                .hasMessage("5 logits are not rows of 2 categories");
        assertThatThrownBy(() -> KEY.categorical(new double[5], 0))
                .hasMessage("5 logits are not rows of 0 categories");
        assertThatThrownBy(() -> KEY.categorical(new double[5], 2, 3))
                .hasMessage("5 logits are not rows of 2 categories");
    }

    @Test
    void drawsAtTheLastPosition() {
        double[] uniform = new double[1];
        KEY.uniform((1L << 63) - (1L << 31), uniform, 0, 1);
        assertThat(uniform[0]).isStrictlyBetween(0.0, 1.0);
        assertThat(KEY.gamma((1L << 48) - 2, new double[] {1, 1})).doesNotContain(0, 0);
    }

    @Test
    void refusesRangesAndNames() {
        assertThatThrownBy(() -> KEY.uniform(-1))
                .hasMessage("the number of draws is -1; it must not be negative");
        assertThatThrownBy(() -> KEY.permutation(-1))
                .hasMessage("the number of draws is -1; it must not be negative");
        assertThatThrownBy(() -> KEY.uniform(-3, new double[1], 0, 1))
                .hasMessage("position is -3; it must lie in [0, 2^63 - 2^31]");
        assertThatThrownBy(() -> KEY.gamma(1L << 48, new double[] {1}))
                .hasMessage(
                        "position is 281474976710656; it must lie in [0, 2^48 - shapes.length]");
        assertThatThrownBy(() -> KEY.bernoulli(-3, new float[1], new float[1]))
                .hasMessage("position is -3; it must lie in [0, 2^63 - 2^31]");
        assertThatThrownBy(() -> KEY.categorical(-3, new double[2], 2))
                .hasMessage("position is -3; it must lie in [0, 2^63 - 2^31]");
        assertThatThrownBy(() -> KEY.beta(new double[2], new double[3]))
                .hasMessage("a has length 2 and b has length 3; they must be equal");
        assertThatThrownBy(() -> KEY.normal(new float[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("offset 2 and length 3 do not fit an array of length 4");
        assertThatThrownBy(() -> KEY.bernoulli(new float[2], new float[3]))
                .hasMessage("probabilities has length 2 and out has length 3; they must be equal");
        assertThatThrownBy(() -> KEY.split("a").split(""))
                .hasMessage("cannot split seed 1/a by an empty name; name the use of the new key");
        assertThatThrownBy(() -> KEY.split("\uD800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not well-formed Unicode");
    }
}
