// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.space.Moments;

/**
 * Bounded test functions {@code cos(a . u + b)} of the standardised coordinates u of a point: sine
 * and cosine of each coordinate, and waves in random directions with wave numbers 0.7, 1.4 and 2.1.
 * Two distributions that agree in the expectations of all waves are equal; these few tell a scale
 * that is off by a tenth, a wrong centre, and a wrong correlation.
 */
final class Waves {

    private static final int RANDOM = 12;
    private static final int COORDINATES = 6;
    private static final double[] WAVE_NUMBERS = {0.7, 1.4, 2.1};

    private record Wave(List<Double> direction, double phase) {}

    private final Moments moments;
    private final List<Wave> waves = new ArrayList<>();

    private Waves(Moments moments) {
        this.moments = moments;
    }

    /**
     * Returns waves on the scale of a sample.
     *
     * @param sample row-major
     */
    static Waves onScaleOf(double[] sample, int width, RandomKey key) {
        Waves waves = new Waves(Moments.of(sample, width));
        for (int j = 0; j < Math.min(width, COORDINATES); j++) {
            double[] axis = new double[width];
            axis[j] = WAVE_NUMBERS[1];
            waves.add(axis, 0);
            waves.add(axis, -Math.PI / 2);
        }
        double[] normal = key.split("direction").normal(RANDOM * width);
        double[] phase = key.split("phase").uniform(RANDOM);
        for (int w = 0; w < RANDOM; w++) {
            double[] direction = new double[width];
            double length = 0;
            for (int j = 0; j < width; j++) {
                direction[j] = normal[w * width + j];
                length += direction[j] * direction[j];
            }
            for (int j = 0; j < width; j++) {
                direction[j] *= WAVE_NUMBERS[w % WAVE_NUMBERS.length] / Math.sqrt(length);
            }
            waves.add(direction, 2 * Math.PI * phase[w]);
        }
        return waves;
    }

    /** Returns such waves of angles, whose wave numbers are whole. */
    static Waves ofAngles(int width, RandomKey key) {
        double[] unit = new double[2 * width];
        Arrays.setAll(unit, i -> i < width ? -1 : 1);
        Waves scaled = onScaleOf(unit, width, key);
        Waves waves = new Waves(scaled.moments);
        for (Wave wave : scaled.waves) {
            List<Double> whole = wave.direction().stream().map(Waves::whole).toList();
            waves.waves.add(new Wave(whole, wave.phase()));
        }
        return waves;
    }

    private static double whole(double number) {
        return Math.signum(number) * Math.max(1, Math.rint(Math.abs(number)));
    }

    private void add(double[] direction, double phase) {
        List<Double> scaled = new ArrayList<>();
        for (int j = 0; j < direction.length; j++) {
            scaled.add(direction[j] / moments.deviation(j));
        }
        waves.add(new Wave(scaled, phase));
    }

    int count() {
        return waves.size();
    }

    /** Returns the wave that is the sine of a coordinate, one of the first six. */
    int sine(int coordinate) {
        return 2 * coordinate + 1;
    }

    /** Returns a + b, where the wave is cos(a . z + b): the direction followed by the phase. */
    double[] coefficients(int wave) {
        int width = moments.width();
        double[] coefficients = new double[width + 1];
        coefficients[width] = waves.get(wave).phase();
        for (int j = 0; j < width; j++) {
            coefficients[j] = waves.get(wave).direction().get(j);
            coefficients[width] -= coefficients[j] * moments.mean(j);
        }
        return coefficients;
    }

    double[] at(int wave, double[] points) {
        double[] a = coefficients(wave);
        int width = a.length - 1;
        double[] values = new double[points.length / width];
        for (int i = 0; i < values.length; i++) {
            double angle = a[width];
            for (int j = 0; j < width; j++) {
                angle += a[j] * points[i * width + j];
            }
            values[i] = Math.cos(angle);
        }
        return values;
    }
}
