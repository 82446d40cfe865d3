// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Series of T steps of D numbers that observe damped oscillators with noise, and whose density is
 * known:
 *
 * <pre>
 *   s_1 ~ N(0, I),   s_t = rho R s_{t-1} + sqrt(1 - rho^2) e_t,   rho = {@value #DAMPING}
 *   y_t = C s_t + noise w_t,   x = sinh(bend y) / bend   (x = y if bend is 0)
 * </pre>
 *
 * <p>R turns the two numbers of oscillator j by 2 pi / p_j, with periods p_j = 6, 10.2, 17.3, ...
 * steps. C is drawn once, and each number of C s_t has variance 1. Bending keeps the density exact:
 * log p(x) is that of y, which a Kalman filter gives, less log dx/dy.
 *
 * <p>A series may end early, after a number of steps uniform from {@code shortest} to T, and a step
 * may be missing. What is not there is NaN, and says nothing of the values. Models always see which
 * numbers are there, so that they can forecast.
 */
@Part(
        value = "oscillators",
        description = "series of noisy damped oscillators, with known log p(x)")
public record OscillatorSource(
        @Setting(value = "T, the steps of a series, at least 2", defaultValue = "30") int steps,
        @Setting(value = "D, the numbers at a step", defaultValue = "2") int dimension,
        @Setting(value = "number of oscillators", defaultValue = "2") int oscillators,
        @Setting(value = "deviation of the noise, above 0", defaultValue = "0.3") double noise,
        @Setting(value = "how much values are bent, at least 0", defaultValue = "0") double bend,
        @Setting("the fewest steps of a series; default T: all are equally long")
                @Nullable Integer shortest,
        @Setting(value = "probability that a step is missing, below 1", defaultValue = "0")
                double missing,
        @Setting(value = "number of training examples", defaultValue = "5000") int train,
        @Setting(value = "number of test examples", defaultValue = "1000") int test,
        @Setting(value = "seed of the data; not that of runs", defaultValue = "0") long seed)
        implements DataSource {

    static final double DAMPING = 0.97;

    private static final double SHORTEST_PERIOD = 6;
    private static final double LONGER = 1.7;

    /**
     * Checks the values.
     *
     * @throws DataException if one is out of range
     */
    public OscillatorSource {
        if (steps < 2 || Math.min(Math.min(dimension, oscillators), Math.min(train, test)) < 1) {
            throw DataException.of(
                    "steps is %s, expected at least 2; dimension, oscillators, train and test are"
                            + " %s, %s, %s, %s, expected at least 1",
                    steps, dimension, oscillators, train, test);
        }
        if (!(noise > 0 && noise < 1e30 && bend >= 0 && bend <= 2)) {
            throw DataException.of(
                    "noise is %s, expected above 0; bend is %s, expected 0 to 2", noise, bend);
        }
        if (!(missing >= 0 && missing < 1)) {
            throw DataException.of("missing is %s, expected at least 0 and below 1", missing);
        }
        if (shortest != null && (shortest < 1 || shortest > steps)) {
            throw DataException.of("shortest is %s, expected 1..%s, the steps", shortest, steps);
        }
    }

    @Override
    public String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        RandomKey key = RandomKey.of(seed).split("oscillators");
        OscillatorDensity density = density(key);
        int size = Math.addExact(train, test);
        int width = Math.multiplyExact(steps, dimension);
        double[] values = new double[Math.multiplyExact(size, width)];
        for (int i = 0; i < size; i++) {
            double[] row = density.draw(key.split("series").fold(i));
            hide(row, key.split("hidden").fold(i));
            System.arraycopy(row, 0, values, i * width, width);
        }
        Examples all = Examples.realWithMissing(width, values).in(precision);
        Examples held = all.select(IntStream.range(train, size).toArray());
        return Dataset.of(
                "oscillators",
                new DataShape(1, steps, dimension),
                all.select(IntStream.range(0, train).toArray()),
                held,
                "generated: " + this,
                DataFacts.of(
                                new Form.Series(
                                        IntStream.range(0, dimension)
                                                .mapToObj(Integer::toString)
                                                .toList()),
                                true)
                        .drawnFrom(density.of(held)));
    }

    private OscillatorDensity density(RandomKey key) {
        double[] turns = new double[oscillators];
        Arrays.setAll(turns, j -> 2 * Math.PI / (SHORTEST_PERIOD * Math.pow(LONGER, j)));
        double[][] emission = new double[dimension][];
        for (int i = 0; i < dimension; i++) {
            double[] row = key.split("emission").fold(i).normal(2 * oscillators);
            double length = Math.sqrt(Arrays.stream(row).map(c -> c * c).sum());
            emission[i] = Arrays.stream(row).map(c -> c / length).toArray();
        }
        return new OscillatorDensity(steps, turns, emission, noise, bend, 0);
    }

    /** The first step stays, so that no series is empty. */
    private void hide(double[] row, RandomKey key) {
        double[] uniform = key.uniform(steps + 1);
        int least = shortest == null ? steps : shortest;
        int length = least + (int) (uniform[steps] * (steps - least + 1));
        for (int t = 1; t < steps; t++) {
            if (t >= length || uniform[t] < missing) {
                Arrays.fill(row, t * dimension, (t + 1) * dimension, Double.NaN);
            }
        }
    }
}
