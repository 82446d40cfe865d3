// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;

/** Independent factors drawn evenly, and codes that are made of them. */
final class KnownCodes {

    /** The noise of a code that stands for a factor, beside a difference of 1 between values. */
    static final double NOISE = 0.05;

    private static final int[] CARDINALITIES = {3, 4, 5, 6};

    private KnownCodes() {}

    /** Names of values: 0, 1, ... or a, b, ... */
    static List<String> names(int count, boolean numbers) {
        return IntStream.range(0, count)
                .mapToObj(k -> numbers ? Integer.toString(k) : Character.toString('a' + k))
                .toList();
    }

    /** The first factor is categorical, the others are ordered. */
    static List<Factor> factors(int size, RandomKey key) {
        List<Factor> factors = new ArrayList<>();
        for (int k = 0; k < CARDINALITIES.length; k++) {
            int cardinality = CARDINALITIES[k];
            double[] uniform = key.split("factor").fold(k).uniform(size);
            int[] values = Arrays.stream(uniform).mapToInt(u -> (int) (u * cardinality)).toArray();
            factors.add(new Factor("factor " + k, values, names(cardinality, k > 0)));
        }
        return factors;
    }

    /** One code for each factor, several times: its value and noise. */
    static FactoredCodes perfect(int copies, int size, RandomKey key) {
        List<Factor> factors = factors(size, key);
        int width = factors.size() * copies;
        double[][] rows = new double[size][width];
        for (int l = 0; l < width; l++) {
            double[] noise = key.split("noise").fold(l).normal(size);
            for (int i = 0; i < size; i++) {
                rows[i][l] = factors.get(l % factors.size()).values()[i] + NOISE * noise[i];
            }
        }
        return new FactoredCodes(new CodeMatrix(rows), factors);
    }

    /** Two codes, each of which tells of two factors alike. */
    static FactoredCodes mixed(int size, RandomKey key) {
        FactoredCodes perfect = perfect(1, size, key);
        double[][] rows = new double[size][2];
        for (int i = 0; i < size; i++) {
            double[] code = perfect.codes().row(i);
            rows[i][0] = code[0] * 4 + code[1];
            rows[i][1] = code[2] * 6 + code[3];
        }
        return new FactoredCodes(new CodeMatrix(rows), perfect.factors());
    }

    /** The same number for all examples. */
    static FactoredCodes constant(int size, RandomKey key) {
        double[][] rows = new double[size][4];
        for (double[] row : rows) {
            Arrays.fill(row, 0.1);
        }
        return new FactoredCodes(new CodeMatrix(rows), factors(size, key));
    }
}
